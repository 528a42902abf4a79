package dev.vitrine.management;

import io.vertx.ext.web.Router;

/**
 * {@code GET /}: the dashboard, one self-contained HTML file whose content security policy lets it fetch from this listener
 * only. The page asks for the token itself where one is configured.
 */
public final class DashboardHandler implements ManagementResource {
    private final HtmlPage page = HtmlPage.of(HtmlPage.resource("/live.html"));

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/").read(page::send).end();
    }
}

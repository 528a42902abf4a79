package dev.vitrine.management;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The description of the served API, for everybody: it holds nothing of this gateway.
 *
 * <pre>
 *   GET /openapi.yaml   in OpenAPI 3.1
 *   GET /api            the same as a page to read
 * </pre>
 */
public final class OpenApiHandler implements ManagementResource {
    private static final String DOCUMENT = "/openapi.yaml";

    private final Vertx vertx;
    private final String yaml = HtmlPage.resource(DOCUMENT);
    private @Nullable HtmlPage page;

    /** Reads the document from the jar. */
    public OpenApiHandler(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, DOCUMENT)
                .read(context -> Responses.send(context.response(), 200, "application/yaml", yaml))
                .end();
        ExactPath.of(router, "/api").read(this::sendPage).end();
    }

    private void sendPage(RoutingContext context) {
        vertx.executeBlocking(this::page, false)
                .onSuccess(rendered -> rendered.send(context))
                .onFailure(context::fail);
    }

    /** Rendered when it is asked for first: most gateways are never asked. Takes some hundred milliseconds. */
    private synchronized HtmlPage page() {
        HtmlPage rendered = page;
        if (rendered == null) {
            rendered = HtmlPage.of(OpenApiHtml.of(yaml));
            page = rendered;
        }
        return rendered;
    }
}

package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * {@code GET /}: the dashboard, one self-contained HTML file whose content security policy lets it fetch from this listener
 * only. The page asks for the token itself where one is configured.
 */
public final class DashboardHandler implements ManagementResource {
    private final String html;
    private final String policy;

    /** Reads the page from the jar. */
    public DashboardHandler() {
        try (InputStream in = Objects.requireNonNull(DashboardHandler.class.getResourceAsStream("/live.html"))) {
            html = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; style-src " + digest("style") + "; script-src " + digest("script");
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/").read(this::page).end();
    }

    private void page(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY");
        Responses.send(context.response(), 200, "text/html; charset=utf-8", html);
    }

    /** Returns the hash source of the page's one style or script element (CSP 3, section 6.7.3): no other one is applied. */
    private String digest(String element) {
        String open = "<" + element + ">";
        int begin = html.indexOf(open) + open.length();
        byte[] content =
                html.substring(begin, html.indexOf("</" + element + ">", begin)).getBytes(UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

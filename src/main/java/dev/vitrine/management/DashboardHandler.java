package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** The live page: one file, which holds nothing but itself and may fetch nothing but from where it came. */
final class DashboardHandler {
    private final String html;
    private final String policy;

    /** Reads it from the jar. */
    DashboardHandler() {
        try (InputStream in = Objects.requireNonNull(DashboardHandler.class.getResourceAsStream("/live.html"))) {
            html = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; style-src " + digest("style") + "; script-src " + digest("script");
    }

    void answer(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY");
        Responses.answer(request, 200, "text/html; charset=utf-8", html);
    }

    /** Nothing runs and nothing is styled but by the one element that was written here (CSP 3, section 6.7.3). */
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

package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * A self-contained HTML page. Its content security policy applies its one style element and its one script element, if it has
 * one, and lets that fetch from this listener only.
 *
 * @param html the page
 * @param policy the value of {@code Content-Security-Policy}
 */
record HtmlPage(String html, String policy) {
    /** Makes a page, which may have one {@code <style>} and one {@code <script>} without attributes. */
    static HtmlPage of(String html) {
        return new HtmlPage(
                html,
                "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'; style-src " + source(html, "style") + "; script-src "
                        + source(html, "script"));
    }

    /** Returns the text of a file in the jar. */
    static String resource(String path) {
        try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(path))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Responds with the page. */
    void send(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY");
        Responses.send(context.response(), 200, "text/html; charset=utf-8", html);
    }

    /** Returns the hash source of an element (CSP 3, section 6.7.3): no other one is applied. */
    private static String source(String html, String element) {
        String open = "<" + element + ">";
        int begin = html.indexOf(open);
        if (begin < 0) {
            return "'none'";
        }
        int end = html.indexOf("</" + element + ">", begin);
        return "'sha256-" + digest(html.substring(begin + open.length(), end)) + "'";
    }

    private static String digest(String content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

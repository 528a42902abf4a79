package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The body of a refusal, laid out as webob does: a page, or JSON with the remains of one for those who ask for it. */
final class GlanceError {
    private GlanceError() {}

    static Reply of(Refusal refusal, @Nullable String accept) {
        String title = title(refusal.status());
        String status = refusal.status() + " " + title;
        if (accept != null && accept.contains("application/json")) {
            ObjectNode document = Json.object();
            document.put("message", refusal.explanation() + "<br /><br />\n\n\n");
            document.put("code", status).put("title", title);
            return Reply.json(refusal.status(), document).with(refusal.headers());
        }
        return new Reply(
                refusal.status(), "text/html; charset=UTF-8", page(status, refusal.explanation()), refusal.headers());
    }

    private static Buffer page(String status, String explanation) {
        return Buffer.buffer("""
                <html>
                 <head>
                  <title>%1$s</title>
                 </head>
                 <body>
                  <h1>%1$s</h1>
                  %2$s<br /><br />



                 </body>
                </html>""".formatted(status, escaped(explanation)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Request Entity Too Large";
            case 415 -> "Unsupported Media Type";
            default ->
                throw new IllegalArgumentException("status: " + status + " (expected: one that Glance refuses with)");
        };
    }
}

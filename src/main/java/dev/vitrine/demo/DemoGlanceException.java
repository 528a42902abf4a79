package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error response of the demo Glance, with Glance's status and message.
 *
 * <p>An exception without a stack trace, so that Glance's long lists of checks read well. Only {@link DemoGlance} catches
 * it.
 */
final class DemoGlanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    DemoGlanceException(int status, String message) {
        this(status, message, Map.of());
    }

    DemoGlanceException(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    /** 404: there is no such image, or the caller may not see it. */
    static DemoGlanceException notFound(String id) {
        return new DemoGlanceException(404, "No image found with ID " + id);
    }

    /** 403: the caller may see the image but not change it. */
    static DemoGlanceException notOwned() {
        return new DemoGlanceException(403, "You do not own this image");
    }

    /**
     * Returns the error response in the format of webob: an HTML page, or JSON if the client accepts it.
     *
     * @param accept the request header of that name; null if it is absent
     */
    DemoResponse response(@Nullable String accept) {
        String title = title(status);
        String statusLine = status + " " + title;
        if (accept != null && accept.contains("application/json")) {
            ObjectNode document = DemoJson.object();
            document.put("message", message() + "<br /><br />\n\n\n");
            document.put("code", statusLine).put("title", title);
            return DemoResponse.json(status, document).with(headers);
        }
        return new DemoResponse(status, "text/html; charset=UTF-8", page(statusLine, message()), headers);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    private static Buffer page(String status, String message) {
        return Buffer.buffer("""
                <html>
                 <head>
                  <title>%1$s</title>
                 </head>
                 <body>
                  <h1>%1$s</h1>
                  %2$s<br /><br />



                 </body>
                </html>""".formatted(status, escaped(message)));
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
                throw new IllegalArgumentException("status: " + status + " (expected: an error status of Glance)");
        };
    }
}

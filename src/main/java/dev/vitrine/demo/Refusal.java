package dev.vitrine.demo;

import java.util.Map;

/**
 * Why Glance does not do what it was asked: an HTTP status and Glance's own words.
 *
 * <p>An exception, without a stack trace, since Glance's rules are long lists of reasons to stop and read best as such;
 * {@link DemoGlance} alone catches it.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String message) {
        this(status, message, Map.of());
    }

    Refusal(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    static Refusal notFound(String id) {
        return new Refusal(404, "No image found with ID " + id);
    }

    static Refusal notOwned() {
        return new Refusal(403, "You do not own this image");
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    String explanation() {
        return String.valueOf(getMessage());
    }
}

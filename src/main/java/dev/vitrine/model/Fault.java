package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A compute fault: the error response of the API.
 *
 * @param status the HTTP status, 400 to 599
 * @param message the message for people
 * @param retryAfterSeconds the value of {@code Retry-After}; null if a retry cannot succeed
 */
public record Fault(int status, String message, @Nullable Integer retryAfterSeconds) {
    private static final String MALFORMED =
            "The server could not comply with the request since it is either malformed or otherwise incorrect.";

    /** Returns a fault without {@code Retry-After}. */
    public static Fault of(int status, String message) {
        return new Fault(status, message, null);
    }

    /** 400: the request is invalid; the message says why. */
    public static Fault badRequest(String message) {
        return of(400, message);
    }

    /** 401: the token is missing or invalid. */
    public static Fault unauthorized() {
        return of(401, "The request you have made requires authentication.");
    }

    /** 404: there is no such path, or the requested microversion no longer has it. */
    public static Fault notFound() {
        return of(404, "The resource could not be found.");
    }

    /** 404: the image does not exist, or the caller may not see it. */
    public static Fault imageNotFound() {
        return of(404, "Image not found.");
    }

    /** 403: Glance's policy denies the caller access to the image. */
    public static Fault imageForbidden(String id) {
        return of(403, "Not authorized for image " + id + ".");
    }

    /** 405: the path does not have the method. The message is webob's. */
    public static Fault badMethod() {
        return of(405, MALFORMED);
    }

    /** 412: a precondition of the request is not met, and nothing was done. The message is like webob's. */
    public static Fault preconditionFailed() {
        return of(412, "Request precondition failed.");
    }

    /** 413: the body of the request is longer than allowed. */
    public static Fault tooLarge() {
        return of(413, "Request is too large.");
    }

    /** 400, 414 or 431: the request is not valid HTTP or exceeds a limit of it. The message is webob's. */
    public static Fault unreadable(int status) {
        return of(status, MALFORMED);
    }

    /** 500: a bug in the gateway. The message does not reveal the cause. */
    public static Fault internal() {
        return of(500, "The server has either erred or is incapable of performing the requested operation.");
    }

    /** 501: the request's body has a transfer coding that the gateway does not implement. */
    public static Fault codingNotImplemented() {
        return of(501, "The only transfer coding of a request body that is supported is chunked.");
    }

    /** 502: Glance sent an invalid response. */
    public static Fault badGateway() {
        return of(502, "The image service gave an answer that could not be understood.");
    }

    /** 503: the service is unavailable; retry after one second. */
    public static Fault unavailable() {
        return unavailable(1);
    }

    /** 503: the service is unavailable; retry after this number of seconds, at least one. */
    public static Fault unavailable(int seconds) {
        return new Fault(
                503, "The server is currently unavailable. Please try again at a later time.", Math.max(seconds, 1));
    }

    /** 503: the token cannot be validated because Keystone is unavailable. The message is keystonemiddleware's. */
    public static Fault identityUnavailable() {
        return new Fault(503, "The Keystone service is temporarily unavailable.", 1);
    }

    /** Returns the fault's name, which is its JSON member or XML element, from Nova's table. */
    public String name() {
        return switch (status) {
            case 400 -> "badRequest";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "itemNotFound";
            case 405 -> "badMethod";
            case 409 -> "conflictingRequest";
            case 413, 429 -> "overLimit";
            case 415 -> "badMediaType";
            case 501 -> "notImplemented";
            case 503 -> "serviceUnavailable";
            default -> "computeFault";
        };
    }

    /** Returns {@code retryAfter} in the body, or null. As in Nova, only 413 and 429 have it. */
    public @Nullable String retryAfterShown() {
        return retryAfterSeconds != null && (status == 413 || status == 429) ? retryAfterSeconds.toString() : null;
    }
}

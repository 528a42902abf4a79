package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A compute fault: what a client is told when it does not get what it asked for.
 *
 * @param status the HTTP status, 400 to 599
 * @param message the text shown, for a person to read
 * @param retryAfterSeconds when to try again, or null where trying again is pointless
 */
public record Fault(int status, String message, @Nullable Integer retryAfterSeconds) {
    private static final String MALFORMED =
            "The server could not comply with the request since it is either malformed or otherwise incorrect.";

    /** Returns a fault that trying again does not mend. */
    public static Fault of(int status, String message) {
        return new Fault(status, message, null);
    }

    /** 400: the request makes no sense; the message says why. */
    public static Fault badRequest(String message) {
        return of(400, message);
    }

    /** 401: no token, or none that is good. */
    public static Fault unauthorized() {
        return of(401, "The request you have made requires authentication.");
    }

    /** 404 for a path that leads nowhere, or a version of the API that has no such path any more. */
    public static Fault notFound() {
        return of(404, "The resource could not be found.");
    }

    /** 404 for an image that there is not, or not for this caller. */
    public static Fault imageNotFound() {
        return of(404, "Image not found.");
    }

    /** 403 for an image about which Glance's policy refuses the caller. */
    public static Fault imageForbidden(String id) {
        return of(403, "Not authorized for image " + id + ".");
    }

    /** 405: the path exists, the method does not; the words are webob's for want of better ones. */
    public static Fault badMethod() {
        return of(405, MALFORMED);
    }

    /** 400, 414 or 431: the request cannot be read as HTTP; in the same words. */
    public static Fault unreadable(int status) {
        return of(status, MALFORMED);
    }

    /** 500 for a bug of ours. The message says nothing of its cause. */
    public static Fault internal() {
        return of(500, "The server has either erred or is incapable of performing the requested operation.");
    }

    /** 502: Glance's answer made no sense. */
    public static Fault badGateway() {
        return of(502, "The image service gave an answer that could not be understood.");
    }

    /** 503: no answer to give right now. */
    public static Fault unavailable() {
        return unavailable(1);
    }

    /** 503, with when to try again; one second where nobody knows better. */
    public static Fault unavailable(int seconds) {
        return new Fault(
                503, "The server is currently unavailable. Please try again at a later time.", Math.max(seconds, 1));
    }

    /** 503 in the words of keystonemiddleware: nobody could be asked whether the token is good. */
    public static Fault identityUnavailable() {
        return new Fault(503, "The Keystone service is temporarily unavailable.", 1);
    }

    /** Returns the fault's name, which is the member or element that wraps it; Nova's table. */
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

    /** Returns what the document says of trying again: Nova's faults tell it for 413 and 429 only. */
    public @Nullable String retryAfterShown() {
        return retryAfterSeconds != null && (status == 413 || status == 429) ? retryAfterSeconds.toString() : null;
    }
}

package dev.vitrine.model;

/**
 * The failure of a call to a backend.
 *
 * @param kind the kind of failure
 * @param message the backend's message for {@link Kind#REJECTED}, which clients get; for {@link Kind#REFUSED}, which they
 *     get for a list only, and Nova's message for one image; for {@link Kind#CONFLICT}, which they get for a deletion only,
 *     and Nova's message for a change; the reason for {@link Kind#INVALID_RESPONSE}, which is logged; else empty
 * @param retryAfterSeconds the backend's {@code Retry-After}; 0 if it sent none
 * @param isNotApplied of a change: whether it surely was not made, since it was never sent, or since the backend itself
 *     has refused it; false for a refusal that something before the backend may have sent, and for a read
 */
public record Failure(Kind kind, String message, int retryAfterSeconds, boolean isNotApplied) {

    /** Returns a failure without a message. */
    public static Failure of(Kind kind) {
        return of(kind, "");
    }

    /** Returns a failure with a message. */
    public static Failure of(Kind kind, String message) {
        return new Failure(kind, message, 0, false);
    }

    /** Returns the failure of a change that surely was not made. */
    public Failure notApplied() {
        return new Failure(kind, message, retryAfterSeconds, true);
    }

    /** Returns whether this is a definite response about the image, which may be cached as a negative result. */
    public boolean isAnswer() {
        return kind == Kind.NOT_FOUND || kind == Kind.REFUSED;
    }

    /** Returns whether the backend gave no valid response, so that a stale entry may be served. */
    public boolean isOutage() {
        return kind == Kind.UNAVAILABLE || kind == Kind.INVALID_RESPONSE;
    }

    /** The kinds of failures. */
    public enum Kind {
        /** There is no such image, or none for this caller: the two are meant to look alike (404). */
        NOT_FOUND,
        /** The backend's policy refuses this caller (403). */
        REFUSED,
        /** The backend does not take the caller's token (401); says nothing about another's. */
        TOKEN_REFUSED,
        /** The backend found the request itself bad (400). */
        REJECTED,
        /** The image has changed, or is in use (409). */
        CONFLICT,
        /** The image would have more properties than the backend allows (413). */
        OVER_QUOTA,
        /** No answer now: unreachable, late, overloaded, failing. Nothing was changed. */
        UNAVAILABLE,
        /** A change was sent, and whether it is made is not known: no answer came, or one that the service is overloaded. */
        UNKNOWN_OUTCOME,
        /** The backend failed over a change (500): a part of it may have been made, and the same change would fail again. */
        CHANGE_FAILED,
        /** An answer that cannot be the backend's: not JSON, cut off, too large, another image, a redirect. */
        INVALID_RESPONSE
    }
}

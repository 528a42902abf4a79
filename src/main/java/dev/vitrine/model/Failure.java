package dev.vitrine.model;

/**
 * Why a backend gave nothing.
 *
 * @param kind what it means
 * @param message the backend's own sentence for {@link Kind#REJECTED}, {@link Kind#REFUSED} and {@link Kind#CONFLICT},
 *     for clients; for {@link Kind#GARBAGE} what was wrong, for the log; else empty
 * @param retryAfterSeconds when the backend wants to be asked again, 0 if it does not say
 */
public record Failure(Kind kind, String message, int retryAfterSeconds) {

    /** Returns a failure of which there is nothing more to say. */
    public static Failure of(Kind kind) {
        return of(kind, "");
    }

    /** Returns a failure with the backend's sentence. */
    public static Failure of(Kind kind, String message) {
        return new Failure(kind, message, 0);
    }

    /** Returns whether this says something of the image asked for, and may be remembered. */
    public boolean isAnswer() {
        return kind == Kind.ABSENT || kind == Kind.REFUSED;
    }

    /** Returns whether the backend gave no answer worth the name, and may give one soon. */
    public boolean isOutage() {
        return kind == Kind.UNAVAILABLE || kind == Kind.GARBAGE;
    }

    /** The meanings. */
    public enum Kind {
        /** There is no such image, or none for this caller: the two are meant to look alike (404). */
        ABSENT,
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
        /** A change was sent and no answer came: it may have been made, or be made yet. */
        UNCERTAIN,
        /** An answer that cannot be the backend's: not JSON, cut off, too large, another image, a redirect. */
        GARBAGE
    }
}

package dev.vitrine.model;

/**
 * How a question for one image ended. Expected ends are values: no caller has to catch anything.
 *
 * <p>Only the first three say something about the image; the others must never be remembered, nor shown as a 404.
 */
public sealed interface ImageOutcome {
    /** Glance showed the image to this caller. */
    record Found(Image image) implements ImageOutcome {}

    /** Glance says that there is no such image, or none for this caller: the two are meant to look alike. */
    record Absent() implements ImageOutcome {}

    /** Glance's policy refuses this caller (403). */
    record Refused() implements ImageOutcome {}

    /** Glance does not take the caller's token (401). */
    record TokenRefused() implements ImageOutcome {}

    /** Glance found the request itself bad (400); the text is Glance's own. */
    record Rejected(String message) implements ImageOutcome {}

    /** No answer now: unreachable, late, overloaded, failing. */
    record Unavailable() implements ImageOutcome {}

    /** An answer that cannot be Glance's: not JSON, cut off, too large, another image, a redirect. */
    record Garbage(String reason) implements ImageOutcome {}
}

package dev.vitrine.model;

import java.util.Locale;

/** What the memory had to do with an answer: one word for each request, for headers, logs and metrics. */
public enum CacheOutcome {
    /** Remembered, and fresh. */
    HIT("hit"),
    /** Remembered, and served past its time: while it is asked for anew, or because the backend gives no answer. */
    STALE("hit; detail=stale"),
    /** Remembered, but asked for anew before it was served. */
    REFRESHED("fwd=stale"),
    /** Not remembered: this request made the call. */
    MISS("fwd=miss"),
    /** Not remembered: another request had made the call already. */
    COALESCED("fwd=miss; collapsed"),
    /** Remembered that there is nothing for this caller. */
    NEGATIVE("hit; detail=negative"),
    /** The memory was not asked. */
    BYPASS("fwd=bypass");

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String status;

    CacheOutcome(String status) {
        this.status = status;
    }

    /** Returns the word for logs and figures. */
    public String word() {
        return word;
    }

    /** Returns the words of a {@code Cache-Status} header for it (RFC 9211 section 2). */
    public String status() {
        return status;
    }
}

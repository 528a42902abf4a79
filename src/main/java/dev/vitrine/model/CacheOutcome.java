package dev.vitrine.model;

import java.util.Locale;

/** How the cache took part in a response. One value for each request, for headers, logs and metrics. */
public enum CacheOutcome {
    /** A fresh entry was served. */
    HIT("hit"),
    /** A stale entry was served, while it is revalidated or on an error of the backend (RFC 5861). */
    STALE("hit; detail=stale"),
    /** There was an entry, which was revalidated before the response. */
    REFRESHED("fwd=stale"),
    /** There was no entry, and this request called the backend. */
    MISS("fwd=miss"),
    /** There was no entry, and this request waited for the call of another one. */
    COALESCED("fwd=miss; collapsed"),
    /** A negative entry was served. */
    NEGATIVE("hit; detail=negative"),
    /** The cache was not used. */
    BYPASS("fwd=bypass");

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String status;

    CacheOutcome(String status) {
        this.status = status;
    }

    /** Returns the word for logs and metrics. */
    public String word() {
        return word;
    }

    /** Returns the parameters of the {@code Cache-Status} header (RFC 9211 section 2). */
    public String status() {
        return status;
    }
}

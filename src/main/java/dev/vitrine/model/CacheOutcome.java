package dev.vitrine.model;

import java.util.Locale;

/**
 * How the cache took part in a response. One value for each request, for headers, logs and metrics. The description of the
 * package {@code cache} says which state of an entry leads to which outcome.
 */
public enum CacheOutcome {
    /** A fresh entry was served. */
    HIT("hit"),
    /** A stale entry was served, while it is revalidated or on an error of the backend (RFC 5861). */
    STALE("hit; detail=stale"),
    /** There was an entry that could not be served as it was, and this request began the load that replaces it. */
    REFRESHED("fwd=stale"),
    /**
     * There was no entry, and this request began a load. The load calls the backend unless another one has filled the cache
     * since this request looked.
     */
    MISS("fwd=miss"),
    /**
     * This request waited for a load that another one had begun, got the outage in which such a load had just ended, or was
     * refused because too many wait. There was no entry, or one that could not be served as it was.
     */
    COALESCED("fwd=miss; collapsed"),
    /** A negative entry was served: the backend's 404 or 403 to an earlier request of the same access class. */
    NEGATIVE("hit; detail=negative"),
    /** The cache was not used: a write, an id not in canonical form, or a response that concerns no image. */
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

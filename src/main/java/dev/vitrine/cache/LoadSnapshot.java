package dev.vitrine.cache;

/**
 * The invalidation state at the start of a load: what was loaded may be cached only while it still holds.
 *
 * @param generation how often the image had been invalidated
 * @param epoch how often the whole cache had been invalidated or marked for revalidation
 * @param startNanos when the load began, by the monotonic clock; a record is as old as its load
 * @param recentlyInvalidated whether the image had been invalidated so recently that the load may see half of the change
 */
record LoadSnapshot(long generation, long epoch, long startNanos, boolean recentlyInvalidated) {
    /** Returns this snapshot in another generation of the image. */
    LoadSnapshot of(long otherGeneration) {
        return new LoadSnapshot(otherGeneration, epoch, startNanos, recentlyInvalidated);
    }

    /** Returns whether the load that began at the first time began after the other, and so holds Glance's later state. */
    static boolean isAfter(long startNanos, long otherNanos) {
        return startNanos - otherNanos > 0;
    }
}

package dev.vitrine.cache;

/**
 * What was true when a load began; only while it still is may anything be kept of the load.
 *
 * @param generation how often the image had been invalidated
 * @param epoch how often everything had been made suspect
 * @param startNanos when it began, by the clock that cannot be set back; a record is as old as its load
 * @param onProbation whether the image had been invalidated so lately that what is loaded may be half of the change
 */
record LoadSnapshot(long generation, long epoch, long startNanos, boolean onProbation) {
    /** Whether the load that began at the first time began after the other, so that Glance has said it later. */
    static boolean isAfter(long startNanos, long otherNanos) {
        return startNanos - otherNanos > 0;
    }
}

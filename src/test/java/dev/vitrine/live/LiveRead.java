package dev.vitrine.live;

import java.time.Duration;

/**
 * One answer of the gateway's to a request for an image, which says in its metadata which turn it was written in.
 *
 * @param caller who asked
 * @param startNanos when, by the clock of a {@link LiveHistory}
 * @param endNanos when the whole answer was there
 * @param status the answer's status
 * @param turn the metadata's {@code turn}; empty if the answer shows no image
 */
record LiveRead(String caller, long startNanos, long endNanos, int status, String turn) {
    Duration took() {
        return Duration.ofNanos(endNanos - startNanos);
    }
}

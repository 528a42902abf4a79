package dev.vitrine.live;

import java.time.Duration;

/**
 * A response of the gateway to a request for an image, whose metadata has the turn in which it was written.
 *
 * @param caller the caller
 * @param startNanos when, by the clock of a {@link LiveHistory}
 * @param endNanos the end of the response
 * @param status the response's status
 * @param turn the metadata's {@code turn}; empty if the response has no image
 */
record LiveRead(String caller, long startNanos, long endNanos, int status, String turn) {
    Duration took() {
        return Duration.ofNanos(endNanos - startNanos);
    }
}

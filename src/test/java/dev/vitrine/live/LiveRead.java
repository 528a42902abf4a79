package dev.vitrine.live;

import java.time.Duration;

/**
 * What a response of the gateway shows of an image, which has the turn in which it was written.
 *
 * @param caller the caller
 * @param startNanos when, by the clock of a {@link LiveHistory}
 * @param endNanos the end of the response
 * @param status the response's status; 404 also for a list without the image
 * @param turn the image's turn; empty if the response has no image
 */
public record LiveRead(String caller, long startNanos, long endNanos, int status, String turn) {
    /** Returns the time from the request to the end of the response. */
    public Duration took() {
        return Duration.ofNanos(endNanos - startNanos);
    }
}

package dev.vitrine.notification;

import java.time.Duration;

/**
 * Measures the lag of a queue by the local clock only, because the clocks of hosts differ.
 *
 * <p>A sample stores the number of waiting messages. Until so many have been processed, one of them still waits, and has
 * done so since the sample at least. Not thread-safe.
 */
final class QueueLag {
    private long processed;
    private long target;
    private long sampledNanos;

    /** Counts a processed message. */
    void processed() {
        processed++;
    }

    /** Takes the current number of waiting messages. Returns a lower bound of the age of the oldest. */
    Duration sample(long waiting, long nowNanos) {
        if (processed >= target) {
            target = processed + waiting;
            sampledNanos = nowNanos;
        }
        return Duration.ofNanos(nowNanos - sampledNanos);
    }
}

package dev.vitrine.notification;

import java.time.Duration;

/**
 * Measures the lag of a queue by the local clock only, because the clocks of hosts differ.
 *
 * <p>A sample stores the number of waiting messages. When this number has been processed, the last of them had waited
 * since the sample at most. Not thread-safe.
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

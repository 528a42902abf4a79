package dev.vitrine.client;

import dev.vitrine.model.Clocks;
import java.time.Duration;

/**
 * Bounds retries to a fifth of the calls, and three at least, in ten seconds: a service in trouble must not get twice the load
 * for it. Any thread; the lock is held for nanoseconds.
 */
final class RetryBudget {
    private static final int MIN_RETRIES = 3;
    private static final int CALLS_PER_RETRY = 5;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Clocks clocks;
    private long windowNanos;
    private long calls;
    private long retries;

    RetryBudget(Clocks clocks) {
        this.clocks = clocks;
        this.windowNanos = clocks.nanos();
    }

    /** Counts a call, retries apart. */
    synchronized void onCall() {
        startWindowIfDue();
        calls++;
    }

    /** Returns whether a call may be retried, and counts the retry if so. */
    synchronized boolean tryRetry() {
        startWindowIfDue();
        boolean isWithin = retries < Math.max(MIN_RETRIES, calls / CALLS_PER_RETRY);
        retries += isWithin ? 1 : 0;
        return isWithin;
    }

    private void startWindowIfDue() {
        long now = clocks.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            retries = 0;
        }
    }
}

package dev.vitrine.client;

import dev.vitrine.model.Clocks;
import java.time.Duration;

/**
 * How many calls may be tried once more: a fifth of all, but three at least in ten seconds. A service in trouble must not
 * get twice the load for it. Any thread; what is locked takes nanoseconds.
 */
final class RetryBudget {
    private static final int LEAST = 3;
    private static final int ONE_IN = 5;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Clocks time;
    private long windowNanos;
    private long calls;
    private long retries;

    RetryBudget(Clocks time) {
        this.time = time;
        this.windowNanos = time.nanos();
    }

    /** Takes a call that is made for the first time. */
    synchronized void called() {
        turn();
        calls++;
    }

    /** Returns whether a call may be tried once more, and takes it for done if so. */
    synchronized boolean tryRetry() {
        turn();
        boolean isWithin = retries < Math.max(LEAST, calls / ONE_IN);
        retries += isWithin ? 1 : 0;
        return isWithin;
    }

    private void turn() {
        long now = time.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            retries = 0;
        }
    }
}

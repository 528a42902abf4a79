package dev.vitrine.client.limit;

import dev.vitrine.async.ProjectShares;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds retries to a fifth of the calls, and three at least, in ten seconds: a service in trouble must not get twice the load
 * for it. One project has three quarters of them at most: its requests may be what the service does not bear. Any thread; the
 * lock is held for nanoseconds.
 */
public final class RetryBudget {
    private static final int MIN_RETRIES = 3;
    private static final int CALLS_PER_RETRY = 5;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Clocks clocks;
    private final ProjectShares retries = new ProjectShares();
    private long windowNanos;
    private long calls;

    /** Begins with the least budget. */
    public RetryBudget(Clocks clocks) {
        this.clocks = clocks;
        this.windowNanos = clocks.nanos();
    }

    /** Counts a call, retries apart. */
    public synchronized void onCall() {
        startWindowIfDue();
        calls++;
    }

    /**
     * Returns whether a call may be retried, and counts the retry if so.
     *
     * @param project on whose behalf it is made; null for the gateway's own calls, which have no share
     */
    public synchronized boolean tryRetry(@Nullable String project) {
        startWindowIfDue();
        long most = Math.max(MIN_RETRIES, calls / CALLS_PER_RETRY);
        return retries.tryAdd(project == null ? "" : project, most);
    }

    private void startWindowIfDue() {
        long now = clocks.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            retries.clear();
        }
    }
}

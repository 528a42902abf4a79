package dev.vitrine.client;

import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds retries to a fifth of the calls, and three at least, in ten seconds: a service in trouble must not get twice the load
 * for it. One project has three quarters of them at most: its requests may be what the service does not bear. Any thread; the
 * lock is held for nanoseconds.
 */
final class RetryBudget {
    private static final int MIN_RETRIES = 3;
    private static final int CALLS_PER_RETRY = 5;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Clocks clocks;
    private long windowNanos;
    private long calls;
    private long retries;

    /** The retries of each project that has any; as many entries as retries at most. */
    private final Map<String, Long> byProject = new HashMap<>();

    RetryBudget(Clocks clocks) {
        this.clocks = clocks;
        this.windowNanos = clocks.nanos();
    }

    /** Counts a call, retries apart. */
    synchronized void onCall() {
        startWindowIfDue();
        calls++;
    }

    /**
     * Returns whether a call may be retried, and counts the retry if so.
     *
     * @param project on whose behalf it is made; null for the gateway's own calls, which have no share
     */
    synchronized boolean tryRetry(@Nullable String project) {
        startWindowIfDue();
        long most = Math.max(MIN_RETRIES, calls / CALLS_PER_RETRY);
        if (retries >= most || (project != null && byProject.getOrDefault(project, 0L) >= most * 3 / 4)) {
            return false;
        }
        retries++;
        if (project != null) {
            byProject.merge(project, 1L, Long::sum);
        }
        return true;
    }

    private void startWindowIfDue() {
        long now = clocks.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            retries = 0;
            byProject.clear();
        }
    }
}

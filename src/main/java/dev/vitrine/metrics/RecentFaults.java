package dev.vitrine.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last 30 requests that were answered with 500 or more, with their ids. Any thread. */
public final class RecentFaults {
    private static final int MAX_FAULTS = 30;

    private final Deque<RecentFault> faults = new ArrayDeque<>();

    /**
     * One request that was answered with 500 or more.
     *
     * @param atMillis time of the response, milliseconds since 1970
     * @param requestId the id that the response carries
     * @param route the template of the request's path
     * @param status the status of the response
     * @param cache the cache outcome
     * @param nanos latency in nanoseconds
     */
    public record RecentFault(long atMillis, String requestId, String route, int status, String cache, long nanos) {}

    /** Adds a fault, and removes the oldest one if there are too many. */
    public synchronized void add(RecentFault fault) {
        faults.addFirst(fault);
        if (faults.size() > MAX_FAULTS) {
            faults.removeLast();
        }
    }

    /** Returns the faults, the newest first. */
    public synchronized List<RecentFault> all() {
        return List.copyOf(faults);
    }
}

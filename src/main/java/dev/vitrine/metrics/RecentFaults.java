package dev.vitrine.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests that were answered with 500 or more: what somebody will ask for by its id. Bounded; any thread. */
public final class RecentFaults {
    private static final int MOST = 30;

    private final Deque<Faulty> faults = new ArrayDeque<>();
    private long number;

    /**
     * One of them.
     *
     * @param atMillis when it was answered, since 1970
     * @param requestId the id that the answer carries
     * @param route the template of its path
     * @param status the answer's status
     * @param cache what the memory had to do with it
     * @param nanos how long it took
     */
    public record Faulty(long atMillis, String requestId, String route, int status, String cache, long nanos) {}

    /** Takes one. */
    public synchronized void note(Faulty fault) {
        faults.addFirst(fault);
        number++;
        if (faults.size() > MOST) {
            faults.removeLast();
        }
    }

    /** Returns them, the newest first. */
    public synchronized List<Faulty> all() {
        return List.copyOf(faults);
    }

    /** Returns how many there have been. */
    public synchronized long number() {
        return number;
    }
}

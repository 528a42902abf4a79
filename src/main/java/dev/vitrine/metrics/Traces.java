package dev.vitrine.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Traces of single requests, for which an operator asked beforehand by the request's id.
 *
 * <p>At most 16 at once, each for a minute. Without a trace, a request pays one look into an empty map. Any thread.
 */
public final class Traces {
    static final int MAX_TRACES = 16;
    static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final int MAX_CALLS = 64;

    private final Map<String, Trace> active = new ConcurrentHashMap<>();

    /**
     * A call to a service on behalf of the request.
     *
     * @param service its name, lower case
     * @param what method and path
     * @param outcome the status of the response, or the reason of the failure
     * @param startNanos start of the call, by {@link System#nanoTime}
     * @param nanos its duration
     */
    public record TracedCall(String service, String what, String outcome, long startNanos, long nanos) {}

    /**
     * The response to the request.
     *
     * @param status its status
     * @param cache the cache outcome
     * @param refusedBy the check that has refused the request; null if none has
     * @param startNanos when the head of the request could have been read, by {@link System#nanoTime}
     * @param nanos from there until the response was written
     */
    public record TracedResponse(
            int status, String cache, @Nullable String refusedBy, long startNanos, long nanos) {}

    /** The trace of one request. */
    public static final class Trace {
        private final long startNanos = System.nanoTime();
        private final List<TracedCall> calls = new CopyOnWriteArrayList<>();
        private volatile @Nullable TracedResponse response;

        /** Returns the calls that have ended, in the order of their ends. */
        public List<TracedCall> calls() {
            return List.copyOf(calls);
        }

        /** Returns the response, or null before it is written. */
        public @Nullable TracedResponse response() {
            return response;
        }

        private boolean isExpired() {
            return System.nanoTime() - startNanos > LIFETIME.toNanos();
        }
    }

    /** Starts a trace of the request with this id, for a minute; returns false if there are too many traces. */
    public boolean start(String id) {
        active.values().removeIf(Trace::isExpired);
        if (active.size() >= MAX_TRACES) {
            return false;
        }
        active.put(id, new Trace());
        return true;
    }

    /** Returns whether any request is traced. */
    public boolean isActive() {
        return !active.isEmpty();
    }

    /** Returns the trace of the request with this id, or null if it is not traced. */
    public @Nullable Trace find(String id) {
        return active.get(id);
    }

    /** Removes the trace of the request with this id. */
    public void remove(String id) {
        active.remove(id);
    }

    /** Records the end of a call on behalf of a request; the two objects become text only if it is traced. */
    public void recordCall(String id, String service, Object call, Object outcome, long startNanos, long nanos) {
        Trace trace = active.isEmpty() ? null : active.get(id);
        if (trace != null && trace.calls.size() < MAX_CALLS) {
            trace.calls.add(new TracedCall(service, call.toString(), outcome.toString(), startNanos, nanos));
        }
    }

    /** Records the response to a request. */
    public void recordResponse(String id, TracedResponse response) {
        Trace trace = active.get(id);
        if (trace != null) {
            trace.response = response;
        }
    }
}

package dev.vitrine.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of single requests, kept for those who said beforehand that they will ask for it by the request's id.
 *
 * <p>Few at a time and not for long; whoever asks for nothing costs one look. Any thread.
 */
public final class Traces {
    static final int MOST = 16;
    static final Duration LIFE = Duration.ofMinutes(1);
    private static final int MOST_CALLS = 64;

    private final Map<String, Trace> watched = new ConcurrentHashMap<>();

    /**
     * A call to a service on behalf of a request.
     *
     * @param service its name, lower case
     * @param what method and path
     * @param outcome the status of its answer, or why there was none
     * @param startNanos when it began, by {@link System#nanoTime}
     * @param nanos until it ended
     */
    public record Called(String service, String what, String outcome, long startNanos, long nanos) {}

    /**
     * The answer to a request.
     *
     * @param status its status
     * @param cache what the memory had to do with it
     * @param startNanos when the head of the request had been read, by {@link System#nanoTime}
     * @param nanos until the answer was handed to the platform
     */
    public record Answered(int status, String cache, long startNanos, long nanos) {}

    /** What is known of one request. */
    public static final class Trace {
        private final long bornNanos = System.nanoTime();
        private final List<Called> calls = new CopyOnWriteArrayList<>();
        private volatile @Nullable Answered answered;

        /** Returns the calls that have ended, in the order of their ends. */
        public List<Called> calls() {
            return List.copyOf(calls);
        }

        /** Returns its answer, or null while there is none. */
        public @Nullable Answered answered() {
            return answered;
        }

        private boolean isOld() {
            return System.nanoTime() - bornNanos > LIFE.toNanos();
        }
    }

    /** From now on the request with this id is watched, for a minute; returns false if too many are. */
    public boolean watch(String id) {
        watched.values().removeIf(Trace::isOld);
        if (watched.size() >= MOST) {
            return false;
        }
        watched.put(id, new Trace());
        return true;
    }

    /** Returns whether it is worth while to find out a request's id. */
    public boolean isAnyWatched() {
        return !watched.isEmpty();
    }

    /** Returns what is known of the request with this id, or null if it is not watched. */
    public @Nullable Trace of(String id) {
        return watched.get(id);
    }

    /** No longer watches the request with this id. */
    public void forget(String id) {
        watched.remove(id);
    }

    /** Takes the end of a call on behalf of a request; the two texts are asked for only if somebody watches it. */
    public void called(String id, String service, Object call, Object outcome, long startNanos, long nanos) {
        Trace trace = watched.isEmpty() ? null : watched.get(id);
        if (trace != null && trace.calls.size() < MOST_CALLS) {
            trace.calls.add(new Called(service, call.toString(), outcome.toString(), startNanos, nanos));
        }
    }

    /** Takes the answer to a request. */
    public void answered(String id, int status, String cache, long startNanos, long nanos) {
        Trace trace = watched.get(id);
        if (trace != null) {
            trace.answered = new Answered(status, cache, startNanos, nanos);
        }
    }
}

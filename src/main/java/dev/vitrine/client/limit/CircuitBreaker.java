package dev.vitrine.client.limit;

import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one endpoint. While it is open, callers fail at once and the service can recover.
 *
 * <pre>
 *             5 failures in a row, or half of 20 or more in 10 s
 *   CLOSED ────────────────────────────────────────────────────► OPEN
 *     ▲                                                         ▲    │ after 2 to 3 s, one call is permitted
 *     │ it succeeds                                    it fails │    ▼
 *     └──────────────────────────────────────────────────────── HALF_OPEN
 * </pre>
 *
 * It also closes when the endpoint moves to another address. A call that began before a change of state does not count in the
 * state after it. Any thread; the lock is held for nanoseconds.
 */
public final class CircuitBreaker {
    /** The longest time from opening until a call is permitted, so that a service that is back is used within five seconds. */
    public static final Duration OPEN = Duration.ofSeconds(3);

    /**
     * How long a long read leaves the trial to other calls. It does not decide itself, since all would wait for it; the request
     * of the gateway's own that decides then says less than a client's. With {@link #OPEN} it is less than five seconds.
     */
    public static final Duration LONG_READ_DELAY = Duration.ofMillis(1500);

    private static final int MAX_FAILURES_IN_A_ROW = 5;
    private static final int MIN_CALLS = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double JITTER = 0.33;

    private final Clocks clocks;
    private State state = State.CLOSED;
    private int failuresInARow;
    private int calls;
    private int failures;
    private long windowNanos;
    private long openUntilNanos;

    /** The number of changes between closed and open so far. */
    private int generation;

    private enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * Permission to make one call; its holder reports how that ended, or gives it back.
     *
     * @param isTrial whether the call decides if the circuit breaker closes
     * @param generation the generation in which the call begins
     */
    public record Permit(boolean isTrial, int generation) {}

    /** Begins closed. */
    public CircuitBreaker(Clocks clocks) {
        this.clocks = clocks;
        this.windowNanos = clocks.nanos();
    }

    /**
     * Returns the permission for a call now, or null.
     *
     * @param delay how much later than another call this one becomes the trial, since it may take long, and all would wait for it
     *     while it decides
     */
    public synchronized @Nullable Permit tryAcquire(Duration delay) {
        if (state == State.CLOSED) {
            return new Permit(false, generation);
        }
        if (mayTry(delay)) {
            state = State.HALF_OPEN;
            return new Permit(true, generation);
        }
        return null;
    }

    /** Returns whether {@link #tryAcquire} would give a permission. */
    public synchronized boolean isCallPermitted(Duration delay) {
        return state == State.CLOSED || mayTry(delay);
    }

    /** Returns whether all calls are permitted. */
    public synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Counts the end of a call; returns whether the circuit breaker has opened or closed for it. */
    public synchronized boolean onResult(Permit permit, boolean isFailure) {
        if (permit.generation != generation) {
            return false;
        }
        if (permit.isTrial) {
            change(isFailure ? State.OPEN : State.CLOSED);
            return !isFailure;
        }
        count(isFailure);
        boolean opens = failuresInARow >= MAX_FAILURES_IN_A_ROW || (calls >= MIN_CALLS && 2 * failures >= calls);
        if (opens) {
            change(State.OPEN);
        }
        return opens;
    }

    /** Closes it: the calls in progress are to an address that is not the endpoint's any more, and do not count. */
    public synchronized void reset() {
        change(State.CLOSED);
    }

    /** Takes back the permission for a call that was not made; if it was the trial, another call may be. */
    public synchronized void release(Permit permit) {
        if (permit.isTrial && permit.generation == generation) {
            state = State.OPEN;
        }
    }

    private boolean mayTry(Duration delay) {
        return state == State.OPEN && clocks.nanos() - openUntilNanos >= delay.toNanos();
    }

    private void count(boolean isFailure) {
        long now = clocks.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            failures = 0;
        }
        calls++;
        failures += isFailure ? 1 : 0;
        failuresInARow = isFailure ? failuresInARow + 1 : 0;
    }

    private void change(State next) {
        state = next;
        generation++;
        failuresInARow = 0;
        calls = 0;
        failures = 0;
        windowNanos = clocks.nanos();
        // With jitter, so that not all instances try at the same moment.
        double part = 1 - ThreadLocalRandom.current().nextDouble(JITTER);
        openUntilNanos = windowNanos + (long) (OPEN.toNanos() * part);
    }
}

package dev.vitrine.backend;

import dev.vitrine.model.Time;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether an address is worth a call. One that gives no answers is left alone for a while: callers are told at once, and
 * the service can come to itself.
 *
 * <pre>
 *             5 in a row, or half of 20 or more in 10 s, fail
 *   CLOSED ────────────────────────────────────────────────────► OPEN
 *     ▲                                                         ▲    │ 4 to 5 s later, one call is let through
 *     │ it succeeds                                    it fails │    ▼
 *     └──────────────────────────────────────────────────────── PROBING
 * </pre>
 *
 * Calls that began before a change of state say nothing of the state after it. Any thread; what is locked takes
 * nanoseconds.
 */
final class Breaker {
    private static final int MOST_IN_A_ROW = 5;
    private static final int LEAST_CALLS = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration OPEN = Duration.ofSeconds(5);
    private static final double LESS = 0.2;

    private final Time time;
    private State state = State.CLOSED;
    private int inARow;
    private int calls;
    private int failures;
    private long windowNanos;
    private long openUntilNanos;

    private enum State {
        CLOSED,
        OPEN,
        PROBING
    }

    /** What a call may know of the state in which it began. */
    enum Pass {
        /** No call is to be made. */
        NONE,
        /** A call like any other. */
        USUAL,
        /** The one call by which the state is decided; it must be told how that ended. */
        PROBE
    }

    Breaker(Time time) {
        this.time = time;
        this.windowNanos = time.nanos();
    }

    /** Returns whether a call may be made now. */
    synchronized Pass pass() {
        if (state == State.CLOSED) {
            return Pass.USUAL;
        }
        if (state == State.OPEN && time.nanos() - openUntilNanos >= 0) {
            state = State.PROBING;
            return Pass.PROBE;
        }
        return Pass.NONE;
    }

    /** Returns whether calls are made as usual. */
    synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Takes how a call ended that had that pass; returns whether the address is given up or taken back for it. */
    synchronized boolean ended(Pass pass, boolean failed) {
        if (pass == Pass.PROBE) {
            change(failed ? State.OPEN : State.CLOSED);
            return !failed;
        }
        if (state == State.CLOSED) {
            count(failed);
            if (inARow >= MOST_IN_A_ROW || (calls >= LEAST_CALLS && 2 * failures >= calls)) {
                change(State.OPEN);
                return true;
            }
        }
        return false;
    }

    /** Takes a call back that was never made: if it was the one that decides, another may be. */
    synchronized void notMade(Pass pass) {
        if (pass == Pass.PROBE) {
            state = State.OPEN;
        }
    }

    private void count(boolean failed) {
        long now = time.nanos();
        if (now - windowNanos > WINDOW.toNanos()) {
            windowNanos = now;
            calls = 0;
            failures = 0;
        }
        calls++;
        failures += failed ? 1 : 0;
        inARow = failed ? inARow + 1 : 0;
    }

    private void change(State next) {
        state = next;
        inARow = 0;
        calls = 0;
        failures = 0;
        windowNanos = time.nanos();
        // Not all instances at the same moment.
        double part = 1 - ThreadLocalRandom.current().nextDouble(LESS);
        openUntilNanos = windowNanos + (long) (OPEN.toNanos() * part);
    }
}

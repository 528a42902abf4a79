package dev.vitrine.client;

import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether an address is worth a call. One that gives no answers is left alone for a while: callers are told at once, and
 * the service can come to itself.
 *
 * <pre>
 *             5 in a row, or half of 20 or more in 10 s, fail
 *   CLOSED ────────────────────────────────────────────────────► OPEN
 *     ▲                                                         ▲    │ 2 to 3 s later, one call is let through
 *     │ it succeeds                                    it fails │    ▼
 *     └──────────────────────────────────────────────────────── PROBING
 * </pre>
 *
 * Calls that began before a change of state say nothing of the state after it. Any thread; what is locked takes
 * nanoseconds.
 */
final class CircuitBreaker {
    private static final int MOST_IN_A_ROW = 5;
    private static final int LEAST_CALLS = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** So that what is asked for is fresh within five seconds of a return, the first slow answers of a service included. */
    private static final Duration OPEN = Duration.ofSeconds(3);

    private static final double LESS = 0.33;

    private final Clocks time;
    private State state = State.CLOSED;
    private int inARow;
    private int calls;
    private int failures;
    private long windowNanos;
    private long openUntilNanos;

    /** How often the state has changed. */
    private int era;

    private enum State {
        CLOSED,
        OPEN,
        PROBING
    }

    /**
     * Leave to make a call.
     *
     * @param isProbe whether it is the one by which the state is decided; it must be told how that ended
     * @param era which of the breaker's states the call began in
     */
    record Pass(boolean isProbe, int era) {}

    CircuitBreaker(Clocks time) {
        this.time = time;
        this.windowNanos = time.nanos();
    }

    /**
     * Returns leave to make a call now, or null for none.
     *
     * @param isChange whether the call may take so long that all would wait for it to decide: then it does so only if no
     *     other call has come for a while that could
     */
    synchronized @Nullable Pass pass(boolean isChange) {
        if (state == State.CLOSED) {
            return new Pass(false, era);
        }
        if (mayProbe(isChange)) {
            state = State.PROBING;
            return new Pass(true, era);
        }
        return null;
    }

    /** Returns whether {@link #pass} would give leave. */
    synchronized boolean wouldPass(boolean isChange) {
        return state == State.CLOSED || mayProbe(isChange);
    }

    /** Returns whether calls are made as usual. */
    synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Takes how a call ended that had that pass; returns whether the address is given up or taken back for it. */
    synchronized boolean ended(Pass pass, boolean failed) {
        if (pass.era != era) {
            return false;
        }
        if (pass.isProbe) {
            change(failed ? State.OPEN : State.CLOSED);
            return !failed;
        }
        count(failed);
        boolean opens = inARow >= MOST_IN_A_ROW || (calls >= LEAST_CALLS && 2 * failures >= calls);
        if (opens) {
            change(State.OPEN);
        }
        return opens;
    }

    /** Takes a call back that was never made: if it was the one that decides, another may be. */
    synchronized void notMade(Pass pass) {
        if (pass.isProbe && pass.era == era) {
            state = State.OPEN;
        }
    }

    private boolean mayProbe(boolean isChange) {
        return state == State.OPEN && time.nanos() - openUntilNanos >= (isChange ? OPEN.toNanos() : 0);
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
        era++;
        inARow = 0;
        calls = 0;
        failures = 0;
        windowNanos = time.nanos();
        // Not all instances at the same moment.
        double part = 1 - ThreadLocalRandom.current().nextDouble(LESS);
        openUntilNanos = windowNanos + (long) (OPEN.toNanos() * part);
    }
}

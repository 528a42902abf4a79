package dev.vitrine.client;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How late one event loop was while calls were in progress on it: in that time it sent no request and read no response, so that
 * it is no part of what a service took. A timer that fires late measures it; it runs only while there are calls.
 *
 * <p>For the event loop on which it is made; its methods may be called from any thread.
 */
final class LoopLag {
    private static final Duration TICK = Duration.ofMillis(10);

    /** A timer that is no later than this is in time: timers have a resolution of a millisecond. */
    private static final long TOLERANCE_NANOS = Duration.ofMillis(5).toNanos();

    private final Vertx vertx;
    private int calls;
    private boolean isTicking;
    private long dueNanos;
    private long pastNanos;

    LoopLag(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Takes the begin of a call; returns what {@link #end} needs at its end. To be called on the event loop. */
    synchronized long begin() {
        calls++;
        if (!isTicking) {
            isTicking = true;
            tick();
        }
        return totalNanos();
    }

    /** Takes the end of a call; returns for how long the event loop was late since its begin, in nanoseconds. */
    synchronized long end(long begin) {
        calls--;
        return totalNanos() - begin;
    }

    private void tick() {
        dueNanos = System.nanoTime() + TICK.toNanos();
        vertx.setTimer(TICK.toMillis(), timer -> onTick());
    }

    private synchronized void onTick() {
        pastNanos = totalNanos();
        isTicking = calls > 0;
        if (isTicking) {
            tick();
        }
    }

    private long totalNanos() {
        long late = System.nanoTime() - dueNanos;
        return isTicking && late > TOLERANCE_NANOS ? pastNanos + late : pastNanos;
    }
}

package dev.vitrine.server.netty;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the time that one turn of an event loop spends on requests, all connections together: while it is reading many requests,
 * it reads no response of a service and runs no timer.
 *
 * <p>Whoever comes when the time is spent, or while others wait, waits for the next turn, in order. One for each event loop, and
 * for that alone.
 */
final class EventLoopTurn {
    private static final long MAX_NANOS = Duration.ofMillis(10).toNanos();

    private static final FastThreadLocal<EventLoopTurn> CURRENT = new FastThreadLocal<>() {
        @Override
        protected EventLoopTurn initialValue() {
            return new EventLoopTurn(System::nanoTime);
        }
    };

    private final LongSupplier nanos;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Runnable end = this::end;
    private boolean hasBegun;
    private boolean isNextScheduled;
    private long beginNanos;

    EventLoopTurn(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns the turn of the event loop that runs this. */
    static EventLoopTurn current() {
        return CURRENT.get();
    }

    /** Returns whether something may be done in this turn, at once. */
    boolean hasTime(EventExecutor loop) {
        if (!waiting.isEmpty()) {
            return false;
        }
        if (!hasBegun) {
            begin();
            // Runs when the input of this turn has been read.
            loop.execute(end);
            return true;
        }
        return isInTime();
    }

    /** Runs the task in a later turn. */
    void await(EventExecutor loop, Runnable task) {
        waiting.add(task);
        if (!isNextScheduled) {
            isNextScheduled = true;
            scheduleNext(loop);
        }
    }

    /** A scheduled task, unlike others, runs only after the input that is there by then has been read. */
    private void scheduleNext(EventExecutor loop) {
        var unused = loop.schedule(() -> next(loop), 0, TimeUnit.NANOSECONDS);
    }

    /** Each task that waits has one go, so that one that waits again in its course comes after all others. */
    private void next(EventExecutor loop) {
        begin();
        int left = waiting.size();
        while (left > 0 && isInTime()) {
            waiting.remove().run();
            left--;
        }
        end();
        isNextScheduled = !waiting.isEmpty();
        if (isNextScheduled) {
            scheduleNext(loop);
        }
    }

    private void begin() {
        hasBegun = true;
        beginNanos = nanos.getAsLong();
    }

    private boolean isInTime() {
        return nanos.getAsLong() - beginNanos < MAX_NANOS;
    }

    private void end() {
        hasBegun = false;
    }
}

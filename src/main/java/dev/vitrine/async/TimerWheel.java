package dev.vitrine.async;

import dev.vitrine.async.Timeouts.Timeout;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts of one context of an event loop: a hashed timer wheel (Varghese and Lauck 1987). Nearly all timeouts of calls are
 * cancelled, and starting and cancelling one here is no more than a change of some links, where each of the platform's timers
 * has a place in a table and in a heap. In return a timeout fires late by up to a tick; never early.
 *
 * <p>It ticks while there are timeouts, in no request's context: a periodic timer of the platform's has one of its own for each
 * tick. For that event loop.
 */
final class TimerWheel {
    private static final long NONE = -1;

    /** Where a timeout is that is in no wheel. */
    static final int NO_SLOT = -1;

    private static final Duration TICK = Duration.ofMillis(20);

    /** A shorter timeout would be late by too much of itself. */
    static final Duration MIN = TICK.multipliedBy(10);

    /** Some ten seconds: the timeouts of a slot that are due in a later round stay in it. */
    private static final int SLOTS = 512;

    private final Vertx vertx;
    private final Thread loop = Thread.currentThread();
    private final long startNanos = System.nanoTime();
    private final @Nullable Timeout[] slots = new @Nullable Timeout[SLOTS];
    private int size;

    /** The platform's timer; {@link #NONE} while there are no timeouts. */
    private long ticker = NONE;

    /** The last tick whose slot was looked at, counted from the start. */
    private long tick;

    private TimerWheel(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Returns the wheel of the event loop on which this is called; null on any other thread. */
    static @Nullable TimerWheel current(Vertx vertx) {
        if (!Context.isOnEventLoopThread()) {
            return null;
        }
        Context context = vertx.getOrCreateContext();
        TimerWheel wheel = context.get(TimerWheel.class);
        if (wheel == null) {
            wheel = new TimerWheel(vertx);
            context.put(TimerWheel.class, wheel);
        }
        return wheel;
    }

    /** Has the timeout fire when it is due. */
    void add(Timeout timeout) {
        if (size == 0) {
            tick = tickAt(System.nanoTime());
        }
        // The first tick at which it is due.
        int slot = (int) ((tickAt(timeout.dueNanos) + 1) % SLOTS);
        Timeout first = slots[slot];
        if (first != null) {
            first.previous = timeout;
        }
        timeout.next = first;
        timeout.slot = slot;
        slots[slot] = timeout;
        size++;
        if (ticker == NONE) {
            ticker = vertx.setPeriodic(TICK.toMillis(), timer -> onTick());
        }
    }

    /** Takes a timeout out, if it is in the wheel; of no effect on another thread: then it does nothing when it fires. */
    void remove(Timeout timeout) {
        if (timeout.slot != NO_SLOT && Thread.currentThread() == loop) {
            unlink(timeout);
        }
    }

    private void unlink(Timeout timeout) {
        Timeout next = timeout.next;
        Timeout previous = timeout.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous == null) {
            slots[timeout.slot] = next;
        } else {
            previous.next = next;
        }
        timeout.next = null;
        timeout.previous = null;
        timeout.slot = NO_SLOT;
        size--;
    }

    private void onTick() {
        long now = System.nanoTime();
        long last = tickAt(now);
        // Of a pause that took more than a round, each slot is looked at once.
        for (long each = Math.max(tick + 1, last - SLOTS + 1); each <= last; each++) {
            fire((int) (each % SLOTS), now);
        }
        tick = last;
        if (size == 0) {
            vertx.cancelTimer(ticker);
            ticker = NONE;
        }
    }

    /** Each in a turn of its own, so that what one does, or throws, does not matter to the others. */
    private void fire(int slot, long now) {
        Timeout timeout = slots[slot];
        while (timeout != null) {
            Timeout due = timeout;
            timeout = due.next;
            if (due.dueNanos - now <= 0) {
                unlink(due);
                vertx.runOnContext(go -> due.onDue());
            }
        }
    }

    private long tickAt(long nanos) {
        return (nanos - startNanos) / TICK.toNanos();
    }
}

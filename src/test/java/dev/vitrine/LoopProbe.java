package dev.vitrine;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the one event loop of an instance lets others wait.
 *
 * <p>Its tasks go on in the order in which they came, each to its end; so a task that comes from elsewhere waits no
 * longer than the longest one and those that were there already. Timers, as all that comes in by the network, have to
 * wait until no task is left.
 */
final class LoopProbe {
    private static final int EVERY_MILLIS = 2;

    private final AtomicLong tasksNanos = new AtomicLong();
    private final AtomicLong timersNanos = new AtomicLong();
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private final Timer clock = new Timer(true);
    private final Vertx vertx;
    private final Context loop;
    private final long timer;
    private long lastNanos = System.nanoTime();

    private LoopProbe(Vertx vertx) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.timer = vertx.setPeriodic(EVERY_MILLIS, id -> tick());
    }

    /** Begins to look on. */
    static LoopProbe start(Vertx vertx) {
        LoopProbe probe = new LoopProbe(vertx);
        probe.clock.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        probe.ask();
                    }
                },
                0,
                EVERY_MILLIS);
        return probe;
    }

    /** Ends it; what was measured stays. */
    void stop() {
        clock.cancel();
        vertx.cancelTimer(timer);
    }

    /** Returns the longest that a task had to wait for its turn. */
    Duration tasks() {
        return Duration.ofNanos(tasksNanos.get());
    }

    /** Returns the longest that a timer was late. */
    Duration timers() {
        return Duration.ofNanos(timersNanos.get());
    }

    private void ask() {
        if (isAsked.compareAndSet(false, true)) {
            long askedNanos = System.nanoTime();
            loop.runOnContext(turn -> {
                tasksNanos.accumulateAndGet(System.nanoTime() - askedNanos, Math::max);
                isAsked.set(false);
            });
        }
    }

    private void tick() {
        long now = System.nanoTime();
        timersNanos.accumulateAndGet(now - lastNanos - TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS), Math::max);
        lastNanos = now;
    }
}

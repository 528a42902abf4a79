package dev.vitrine.testing;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the lag of the single event loop of an instance.
 *
 * <p>Its tasks run in the order in which they were added, each to its end. So a task from another thread waits no
 * longer than for the longest one and those that were queued already. Timers and network events have to
 * wait until no task is queued.
 */
public final class LoopProbe {
    private static final int EVERY_MILLIS = 2;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final AtomicLong tasksNanos = new AtomicLong();
    private final AtomicLong timersNanos = new AtomicLong();
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private final Timer clock = new Timer(true);
    private final Vertx vertx;
    private final Context loop;
    private final long loopThread;
    private final long timer;
    private long lastNanos = System.nanoTime();

    private LoopProbe(Vertx vertx, Context loop, long loopThread) {
        this.vertx = vertx;
        this.loop = loop;
        this.loopThread = loopThread;
        this.timer = vertx.setPeriodic(EVERY_MILLIS, id -> tick());
    }

    /** Starts to measure. */
    public static LoopProbe start(Vertx vertx) throws Exception {
        Context loop = vertx.getOrCreateContext();
        Promise<Long> thread = Promise.promise();
        loop.runOnContext(turn -> thread.complete(Thread.currentThread().getId()));
        LoopProbe probe = new LoopProbe(vertx, loop, thread.future().await(5, TimeUnit.SECONDS));
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

    /** Stops; the measurements stay. */
    public void stop() {
        clock.cancel();
        vertx.cancelTimer(timer);
    }

    /**
     * Returns the maximum CPU time of the event loop between the submission of a task and its execution. CPU time, since
     * the clients, the garbage collector and other programs on the same cores do not count.
     */
    public Duration tasks() {
        return Duration.ofNanos(tasksNanos.get());
    }

    /** Returns the maximum delay of a timer. */
    public Duration timers() {
        return Duration.ofNanos(timersNanos.get());
    }

    private void ask() {
        if (isAsked.compareAndSet(false, true)) {
            long askedNanos = THREADS.getThreadCpuTime(loopThread);
            loop.runOnContext(turn -> {
                tasksNanos.accumulateAndGet(THREADS.getCurrentThreadCpuTime() - askedNanos, Math::max);
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

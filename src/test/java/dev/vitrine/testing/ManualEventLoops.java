package dev.vitrine.testing;

import dev.vitrine.async.EventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * An event loop driven by hand, with a clock that stands still: everything runs at once, on the test's own thread, but for
 * deferred tasks and timers, which wait until the test runs them.
 */
public final class ManualEventLoops implements EventLoops {
    private final ManualClocks clock;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();

    private record Timer(long dueNanos, Promise<?> promise) {}

    public ManualEventLoops(ManualClocks clock) {
        this.clock = clock;
    }

    @Override
    public <T> Future<T> within(Duration timeout, CompletionStage<T> stage) {
        Promise<T> promise = Promise.promise();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.tryComplete(value);
            } else {
                promise.tryFail(failure);
            }
        });
        timers.add(new Timer(clock.time().nanos() + timeout.toNanos(), promise));
        return promise.future();
    }

    @Override
    public void defer(Runnable task) {
        tasks.add(task);
    }

    @Override
    public <T> Future<T> executeBlocking(Callable<T> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** Runs a deferred task; returns whether there was any. */
    public boolean turn() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Lets time pass, and runs the timers that are due. */
    public void pass(Duration duration) {
        clock.pass(duration);
        expire();
    }

    /** Runs the timers that are due; for several event loops that share a clock. */
    public void expire() {
        long now = clock.time().nanos();
        List<Timer> due = timers.stream().filter(timer -> timer.dueNanos <= now).toList();
        timers.removeIf(timer -> timer.dueNanos <= now || timer.promise.future().isComplete());
        due.forEach(timer -> timer.promise.tryFail(new TimeoutException("too late")));
    }
}

package dev.vitrine.cache;

import dev.vitrine.testing.ManualClocks;
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
 * An event loop turned by hand, with a clock that stands still: everything happens at once, on the test's own thread, and
 * what is for a later turn or a later time waits until the test says so.
 */
public final class HandLoop implements Loop {
    private final ManualClocks clock;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();

    private record Timer(long dueNanos, Promise<?> promise) {}

    public HandLoop(ManualClocks clock) {
        this.clock = clock;
    }

    @Override
    public <T> Future<T> within(Duration most, CompletionStage<T> stage) {
        Promise<T> promise = Promise.promise();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.tryComplete(value);
            } else {
                promise.tryFail(failure);
            }
        });
        timers.add(new Timer(clock.time().nanos() + most.toNanos(), promise));
        return promise.future();
    }

    @Override
    public void soon(Runnable task) {
        tasks.add(task);
    }

    @Override
    public <T> Future<T> aside(Callable<T> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** Runs what was put off until the next turn; returns whether there was anything. */
    public boolean turn() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Lets time pass, and ends those who have waited for too long. */
    public void pass(Duration duration) {
        clock.pass(duration);
        expire();
    }

    /** Ends those who have waited for too long; for several loops that share a clock. */
    public void expire() {
        long now = clock.time().nanos();
        List<Timer> due = timers.stream().filter(timer -> timer.dueNanos <= now).toList();
        timers.removeIf(timer -> timer.dueNanos <= now || timer.promise.future().isComplete());
        due.forEach(timer -> timer.promise.tryFail(new TimeoutException("too late")));
    }
}

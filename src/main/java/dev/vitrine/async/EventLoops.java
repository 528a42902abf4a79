package dev.vitrine.async;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** Scheduling on the caller's event loop; an interface, so that a test can run tasks and timers by hand. Any thread. */
public interface EventLoops {

    /** Returns the event loops of Vert.x; a caller that runs on none is given one. */
    static EventLoops of(Vertx vertx) {
        return new VertxEventLoops(vertx);
    }

    /**
     * Returns a future with the stage's result, on the caller's event loop whichever thread completes the stage.
     *
     * @param timeout after which the future fails with a {@link java.util.concurrent.TimeoutException}, 1 ms at least; the
     *     stage itself goes on
     */
    <T> Future<T> within(Duration timeout, CompletionStage<T> stage);

    /** Runs a task on the caller's event loop in a later turn, after the input and output that is due by then. */
    void defer(Runnable task);

    /** Runs blocking or long work on a worker thread; the future completes on the caller's event loop. */
    <T> Future<T> executeBlocking(Callable<T> work);
}

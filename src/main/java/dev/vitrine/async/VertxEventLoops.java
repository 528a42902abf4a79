package dev.vitrine.async;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** The event loops of Vert.x. */
record VertxEventLoops(Vertx vertx) implements EventLoops {
    @Override
    public <T> Future<T> within(Duration timeout, CompletionStage<T> stage) {
        return Timeouts.within(vertx, timeout, Future.fromCompletionStage(stage, vertx.getOrCreateContext()));
    }

    /** By a timer: a task in the event loop's queue would run before the next read or write. */
    @Override
    public void defer(Runnable task) {
        vertx.setTimer(1, timer -> task.run());
    }

    @Override
    public <T> Future<T> executeBlocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }
}

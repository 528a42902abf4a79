package dev.vitrine.cache;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The event loops of Vert.x. */
record PlatformLoop(Vertx vertx) implements Loop {
    @Override
    public <T> Future<T> within(Duration most, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, vertx.getOrCreateContext())
                .timeout(Math.max(most.toMillis(), 1), TimeUnit.MILLISECONDS);
    }

    /** By a timer: a task put behind the others would come before anything is read or written. */
    @Override
    public void soon(Runnable task) {
        vertx.setTimer(1, timer -> task.run());
    }

    @Override
    public <T> Future<T> aside(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }
}

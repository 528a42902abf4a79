package dev.vitrine.cache;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** What the memory needs of event loops: small enough for tests to put one in its place that they turn by hand. */
public interface Loop {

    /** Returns the event loops of the platform; those who call from none are given one. */
    static Loop of(Vertx vertx) {
        return new PlatformLoop(vertx);
    }

    /**
     * Returns a future for the caller's own event loop, whichever thread completes the stage; it fails if the stage is
     * not complete after that time, which does not touch the stage.
     */
    <T> Future<T> within(Duration most, CompletionStage<T> stage);

    /** Runs a task on the caller's event loop, when that has looked after its connections. */
    void soon(Runnable task);

    /** Runs work that would keep an event loop for too long on a worker; the future comes on the caller's event loop. */
    <T> Future<T> aside(Callable<T> work);
}

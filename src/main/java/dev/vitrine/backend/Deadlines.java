package dev.vitrine.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Ends what takes too long.
 *
 * <p>The platform's own {@link Future#timeout} does so on a thread of its own if the future belongs to no event loop, as
 * those of a promise do: then every call wakes that thread, and what follows runs there.
 */
public final class Deadlines {
    private Deadlines() {}

    /**
     * Returns a future that ends as the other one, or fails with a {@link TimeoutException} after that time, 1 ms at least.
     * To be called on an event loop; the time's end comes on the same one.
     */
    public static <T> Future<T> within(Vertx vertx, Duration most, Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> end = Promise.promise();
        long timer = vertx.setTimer(Math.max(most.toMillis(), 1), late -> end.tryFail(new TimeoutException()));
        future.onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                end.tryComplete(done.result());
            } else {
                end.tryFail(done.cause());
            }
        });
        return end.future();
    }
}

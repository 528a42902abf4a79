package dev.vitrine.client;

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
public final class Timeouts {
    /** Whoever hears of a deadline so much too late was not running when it came. */
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private static final long GRACE_MILLIS = 100;

    private Timeouts() {}

    /**
     * Returns a future that ends as the other one, or fails with a {@link TimeoutException} after that time, 1 ms at least.
     * To be called on an event loop; the time's end comes on the same one.
     *
     * <p>If the process itself has stood still over the deadline, the other future has a tenth of a second more: what has
     * come meanwhile has not been read yet, and nobody was late but we.
     */
    public static <T> Future<T> within(Vertx vertx, Duration most, Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> end = Promise.promise();
        long millis = Math.max(most.toMillis(), 1);
        long standstill =
                System.nanoTime() + Duration.ofMillis(millis).plus(STANDSTILL).toNanos();
        long timer = vertx.setTimer(millis, due -> {
            if (System.nanoTime() - standstill < 0) {
                end.tryFail(new TimeoutException());
            } else {
                vertx.setTimer(GRACE_MILLIS, late -> end.tryFail(new TimeoutException()));
            }
        });
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

package dev.vitrine.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Timeouts that do not count a pause of this process.
 *
 * <p>{@link Future#timeout} of the platform uses a thread of its own if the future belongs to no event loop, as those of a
 * promise do: then every call wakes that thread, and what follows runs there.
 */
public final class Timeouts {
    /** A timer that fires so much too late was delayed by a pause of this process. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long GRACE_MILLIS = 100;

    /** The longest that a timeout fires late on purpose or without notice of a pause. */
    public static final Duration TOLERANCE = PAUSE.plusMillis(2 * GRACE_MILLIS);

    private Timeouts() {}

    /** A timeout that has been started. */
    public static final class Timeout {
        private final Vertx vertx;
        private final long dueNanos;
        private final Runnable action;
        private long timer;

        private Timeout(Vertx vertx, long millis, Runnable action) {
            this.vertx = vertx;
            this.action = action;
            this.dueNanos = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            this.timer = vertx.setTimer(millis, this::onDue);
        }

        private void onDue(long id) {
            if (System.nanoTime() - dueNanos < PAUSE.toNanos()) {
                action.run();
            } else {
                timer = vertx.setTimer(GRACE_MILLIS, late -> action.run());
            }
        }

        /** Stops it; of no effect if the action has run. */
        public void cancel() {
            vertx.cancelTimer(timer);
        }
    }

    /**
     * Runs the action after that time, 1 ms at least, on the event loop on which this is called.
     *
     * <p>After a pause of this process over the deadline the action runs a tenth of a second later: what arrived during the
     * pause has not been read yet, and the delay was not the service's.
     */
    public static Timeout start(Vertx vertx, Duration after, Runnable action) {
        return new Timeout(vertx, Math.max(after.toMillis(), 1), action);
    }

    /**
     * Returns a future that ends as the other one, or fails with a {@link TimeoutException} after that time, 1 ms at least.
     * To be called on an event loop; the timeout fires on the same one, with the tolerance of {@link #start}.
     */
    public static <T> Future<T> within(Vertx vertx, Duration most, Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> end = Promise.promise();
        Timeout timeout = start(vertx, most, () -> end.tryFail(new TimeoutException()));
        future.onComplete(done -> {
            timeout.cancel();
            if (done.succeeded()) {
                end.tryComplete(done.result());
            } else {
                end.tryFail(done.cause());
            }
        });
        return end.future();
    }
}

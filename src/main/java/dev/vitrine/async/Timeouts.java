package dev.vitrine.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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

    /** No timer of the platform. */
    private static final long NONE = -1;

    /** The longest that a timeout fires late on purpose or without notice of a pause. */
    public static final Duration TOLERANCE = PAUSE.plusMillis(2 * GRACE_MILLIS);

    private Timeouts() {}

    /** A timeout that has been started. */
    public static final class Timeout {
        final long dueNanos;

        /** Where it is in the wheel, and its neighbours there. */
        int slot = TimerWheel.NO_SLOT;

        @Nullable
        Timeout previous;

        @Nullable
        Timeout next;

        private final Vertx vertx;
        private final Runnable action;
        private final @Nullable TimerWheel wheel;

        /** The platform's timer, if one is started. */
        private long timer = NONE;

        private volatile boolean isOver;

        private Timeout(Vertx vertx, long millis, Runnable action) {
            this.vertx = vertx;
            this.action = action;
            this.dueNanos = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            this.wheel = millis < TimerWheel.MIN.toMillis() ? null : TimerWheel.current(vertx);
            if (wheel == null) {
                timer = vertx.setTimer(millis, id -> onDue());
            } else {
                wheel.add(this);
            }
        }

        void onDue() {
            if (System.nanoTime() - dueNanos < PAUSE.toNanos()) {
                run();
            } else {
                timer = vertx.setTimer(GRACE_MILLIS, late -> run());
            }
        }

        private void run() {
            if (!isOver) {
                isOver = true;
                action.run();
            }
        }

        /** Stops it; of no effect if the action has run. */
        public void cancel() {
            if (isOver) {
                return;
            }
            isOver = true;
            if (timer != NONE) {
                vertx.cancelTimer(timer);
            } else if (wheel != null) {
                wheel.remove(this);
            }
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

package dev.vitrine.nova;

import dev.vitrine.async.Timeouts;
import dev.vitrine.async.Timeouts.Timeout;
import dev.vitrine.config.NovaConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timeout of a request that is passed on: while a body is on its way, from its last byte; while Nova is at work, from the
 * end of the request. For the event loop of its request.
 */
final class PassTimeout {
    private final Vertx vertx;
    private final NovaConfig config;
    private final Runnable action;
    private @Nullable Timeout timer;
    private Duration limit = Duration.ZERO;
    private long sinceNanos;
    private boolean hasHead;

    /** Starts nothing yet. */
    PassTimeout(Vertx vertx, NovaConfig config, Runnable action) {
        this.vertx = vertx;
        this.config = config;
        this.action = action;
    }

    /** Takes that the body of the request is awaited. */
    void onBodyAwaited() {
        start(config.idleTimeout());
    }

    /** Takes that the whole request has been sent. */
    void onSent() {
        if (!hasHead) {
            start(config.firstByteTimeout());
        }
    }

    /** Takes that the head of the response has come. */
    void onHead() {
        hasHead = true;
        start(config.idleTimeout());
    }

    /** Takes that bytes have come. */
    void touch() {
        sinceNanos = System.nanoTime();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void start(Duration of) {
        stop();
        limit = of;
        touch();
        timer = Timeouts.start(vertx, of, this::onDue);
    }

    private void onDue() {
        Duration left = limit.minusNanos(System.nanoTime() - sinceNanos);
        if (left.toMillis() >= 1) {
            timer = Timeouts.start(vertx, left, this::onDue);
        } else {
            action.run();
        }
    }
}

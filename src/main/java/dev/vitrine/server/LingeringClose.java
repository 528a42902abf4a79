package dev.vitrine.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of HTTP/1 whose client is still sending a body: writes the response, then reads and discards until
 * the body ends, so long and so much at the most.
 *
 * <p>A socket that is closed with unread bytes is reset, and the client's system discards the response with it (RFC 9112,
 * 9.6). A client whose body was too slow gets this time only while it sends without a pause: one that goes on with a byte
 * now and then would keep its connection beyond the body timeout.
 */
final class LingeringClose {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final long MAX_BYTES = 64 << 20;
    private static final Duration MAX_PAUSE_OF_SLOW_BODY = Duration.ofMillis(250);
    private static final int REQUEST_TIMEOUT = 408;

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final boolean isSlow;
    private final long timer;
    private long pauseTimer;
    private long discarded;
    private boolean isClosed;

    private LingeringClose(HttpServerRequest request) {
        this.request = request;
        this.vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
        this.isSlow = request.response().getStatusCode() == REQUEST_TIMEOUT;
        this.timer = vertx.setTimer(TIMEOUT.toMillis(), late -> close());
        limitPause();
    }

    private void limitPause() {
        if (isSlow) {
            vertx.cancelTimer(pauseTimer);
            pauseTimer = vertx.setTimer(MAX_PAUSE_OF_SLOW_BODY.toMillis(), silent -> close());
        }
    }

    /** Writes the response, whose head is set and declares the body's length; its end is held back until the close. */
    static void write(HttpServerRequest request, @Nullable Buffer body) {
        HttpServerResponse response = request.response();
        response.writeHead();
        if (body != null) {
            response.write(body);
        }
        end(request);
    }

    /** Ends a response whose head and body are written. One that declares no length has its end only with the close. */
    static void end(HttpServerRequest request) {
        LingeringClose close = new LingeringClose(request);
        request.exceptionHandler(broken -> close.close());
        request.endHandler(done -> close.close());
        request.handler(close::discard);
        request.resume();
    }

    private void discard(Buffer part) {
        limitPause();
        discarded += part.length();
        if (discarded > MAX_BYTES) {
            close();
        }
    }

    private void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        vertx.cancelTimer(timer);
        vertx.cancelTimer(pauseTimer);
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            response.end().onComplete(end -> request.connection().close());
        }
    }
}

package dev.vitrine.server;

import dev.vitrine.async.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * The body of a request, bounded in bytes and time, read after the checks that come before it. vertx-web's {@code
 * BodyHandler} has no timeout and must stand before authentication, so that bodies of unauthenticated clients would be buffered.
 *
 * <p>For the event loop of the request.
 */
public final class RequestBody {
    private final HttpServerRequest request;
    private final int maxBytes;
    private IntPredicate growth = bytes -> true;
    private final Buffer whole = Buffer.buffer();
    private final Promise<Buffer> end = Promise.promise();

    /** The body is longer than allowed. */
    public static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("the body is longer than allowed", null, false, false);
        }
    }

    /** There is no place for the request: too many bodies are awaited, requests are in progress, or bytes are held. */
    public static final class NoPlace extends Exception {
        private static final long serialVersionUID = 1;

        NoPlace() {
            super("no place for the request", null, false, false);
        }
    }

    private RequestBody(HttpServerRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Pauses the request; whoever resumes it, as an authentication handler does, loses nothing. */
    static RequestBody hold(HttpServerRequest request, int maxBytes) {
        RequestBody body = new RequestBody(request, maxBytes);
        request.pause();
        request.exceptionHandler(body.end::tryFail);
        request.endHandler(done -> body.end.tryComplete(body.whole));
        request.handler(body::append);
        return body;
    }

    private void append(Buffer part) {
        if (end.future().isComplete()) {
            return;
        }
        if (whole.length() + part.length() > maxBytes) {
            end.tryFail(new TooLarge());
        } else if (growth.test(part.length())) {
            whole.appendBuffer(part);
        } else {
            displace();
        }
    }

    /** Gives the body up, unless it is whole. */
    void displace() {
        end.tryFail(new NoPlace());
    }

    /**
     * Returns the body when it is whole.
     *
     * @param allowed is asked before so many bytes more are kept; if it says no, the result is {@link NoPlace}
     */
    Future<Buffer> read(Vertx vertx, Duration timeout, IntPredicate allowed) {
        growth = allowed;
        if (expectsContinue()) {
            request.response().writeContinue();
        }
        request.resume();
        return Timeouts.within(vertx, timeout, end.future());
    }

    /** HTTP/1.0 has no interim responses: its expectation is ignored (RFC 9110, 10.1.1). */
    private boolean expectsContinue() {
        return request.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }
}

package dev.vitrine.client;

import dev.vitrine.async.Timeouts;
import dev.vitrine.async.Timeouts.Timeout;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.model.Endpoint;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request to one endpoint, and its response. The deadline stands outside the Web Client's call, which has no way to be
 * cancelled: the caller hears of a timeout at once, and the connection is closed soon after. For the event loop of its caller.
 */
final class HttpExchange {
    private final Vertx vertx;
    private final ServiceRequest request;
    private final Endpoint endpoint;
    private final boolean hasReader;
    private final long deadlineNanos;
    private final Duration firstByteTimeout;
    private final ResponseBody body;
    private final Promise<ServiceResponse> end = Promise.promise();
    private @Nullable Timeout timeout;

    /**
     * How one exchange is bounded in time.
     *
     * @param firstByte until the head of the response; the opening of a connection, if there is none, is part of that
     * @param deadlineNanos until the end of the body, by {@link System#nanoTime}
     */
    record Deadlines(Duration firstByte, long deadlineNanos) {}

    HttpExchange(
            Vertx vertx, ServiceRequest request, @Nullable BodyReader reader, Endpoint endpoint, Deadlines deadlines) {
        this.vertx = vertx;
        this.request = request;
        this.hasReader = reader != null;
        this.endpoint = endpoint;
        this.deadlineNanos = deadlines.deadlineNanos;
        this.firstByteTimeout = deadlines.firstByte;
        this.body = new ResponseBody(request.maxBytes(), reader, this::fail);
    }

    /** Sends the request; the future never fails. */
    Future<ServiceResponse> send(HttpRequest<Buffer> http) {
        HttpRequest<Buffer> prepared = http.as(body);
        Future<HttpResponse<Buffer>> response =
                request.body() == null ? prepared.send() : prepared.sendBuffer(request.body());
        response.onComplete(this::onEnd);
        if (!end.future().isComplete()) {
            long left = deadlineNanos - System.nanoTime();
            startTimeout(Math.min(firstByteTimeout.toNanos(), left));
        }
        return end.future();
    }

    private void startTimeout(long nanos) {
        timeout = Timeouts.start(vertx, Duration.ofNanos(nanos), this::onTimeout);
    }

    private void onTimeout() {
        long left = deadlineNanos - System.nanoTime();
        if (body.hasBegun() && Duration.ofNanos(left).toMillis() >= 1) {
            startTimeout(left);
        } else {
            body.abandon();
            fail(FailureReason.TIMEOUT);
        }
    }

    private void onEnd(AsyncResult<HttpResponse<Buffer>> result) {
        if (result.succeeded()) {
            complete(answered(result.result()));
        } else {
            Throwable cause = result.cause();
            FailureReason reason = body.hasBegun() ? bodyFailure(cause) : headFailure(cause);
            complete(new ServiceResponse.Failed(reason, ConnectFailure.detail(endpoint, reason, cause)));
        }
    }

    private Answered answered(HttpResponse<Buffer> response) {
        boolean isRead = hasReader && response.statusCode() == 200;
        return new Answered(response.statusCode(), response.headers(), isRead ? Buffer.buffer() : body.content());
    }

    private void fail(FailureReason reason) {
        complete(ServiceResponse.failed(reason, address()));
    }

    private void complete(ServiceResponse response) {
        if (end.tryComplete(response) && timeout != null) {
            timeout.cancel();
        }
    }

    /**
     * Only what surely happens before a request is sent is said to be so: a change that may have been made must not be said
     * not to have been.
     */
    static FailureReason headFailure(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return FailureReason.REJECTED;
        }
        FailureReason unreachable = ConnectFailure.reason(cause);
        return unreachable == null ? failure(cause, FailureReason.RESET) : unreachable;
    }

    /** A connection that is closed after such a pause was closed by its idle timeout. */
    private FailureReason bodyFailure(Throwable cause) {
        boolean isIdle = body.idleNanos() >= firstByteTimeout.toNanos();
        return failure(cause, isIdle ? FailureReason.TIMEOUT : FailureReason.INCOMPLETE);
    }

    /** The two exceptions are how the platform says that what came is not HTTP. */
    private static FailureReason failure(Throwable cause, FailureReason closed) {
        if (cause instanceof TimeoutException) {
            return FailureReason.TIMEOUT;
        }
        boolean isMalformed = cause instanceof IllegalArgumentException || cause instanceof DecoderException;
        return isMalformed ? FailureReason.MALFORMED : closed;
    }

    private String address() {
        return endpoint.hostInUrl() + ":" + endpoint.port();
    }
}

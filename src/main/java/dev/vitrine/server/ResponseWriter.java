package dev.vitrine.server;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Hold;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.netty.ClientConnection;
import dev.vitrine.tracing.TraceLabels;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes responses, and logs and counts each request once. One for all event loops; each call is for the event loop of its
 * request.
 */
public final class ResponseWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

    /** What a stream of HTTP/2 is reset with when the response is whole and the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private static final String CONNECTION = "Connection";

    private final RequestLogger logger;
    private final ByteBudget budget;
    private final boolean hasStatusHeader;
    private final Duration bodyTimeout;
    private final Duration deadline;
    private volatile boolean isDraining;

    /**
     * Makes the writer of all responses.
     *
     * @param deadline how long the other requests of a connection may take once it is shutting down
     * @param logger logs and counts each request
     * @param budget bounds the requests that wait, and the documents of responses that are being written
     */
    public ResponseWriter(GatewayConfig config, Duration deadline, RequestLogger logger, ByteBudget budget) {
        this.deadline = deadline;
        this.logger = logger;
        this.budget = budget;
        this.hasStatusHeader = config.cache().statusHeader();
        this.bodyTimeout = config.listen().limits().bodyTimeout();
    }

    /** From now on each response is the last one of its connection. Any thread. */
    public void drain() {
        isDraining = true;
    }

    boolean isDraining() {
        return isDraining;
    }

    /**
     * Counts a request whose response is not there yet in the byte budget, until it is; returns false, for a 503, if the budget
     * has no room for it. Of no effect for one that is counted.
     */
    public boolean tryWait(RequestContext context) {
        return context.tryWait(budget);
    }

    /** Returns the response to a request that is passed on, to be written while it arrives. */
    public StreamedResponse stream(RequestContext context) {
        return new StreamedResponse(context, logger, this);
    }

    /** Writes the response, unless the request has one: a timeout or a failure may have come before a late result. */
    public void write(RequestContext context, ApiResponse response) {
        write(context, response, isDraining || context.refusal() != null);
    }

    /** Writes the response, after which the connection serves no further request. */
    void writeLast(RequestContext context, ApiResponse response) {
        write(context, response, true);
    }

    private void write(RequestContext context, ApiResponse response, boolean isLast) {
        if (!context.tryEnd()) {
            return;
        }
        ResponseTemplate document =
                hasBody(context, response) ? response.content().longDocument() : null;
        Hold hold = document == null ? null : budget.hold(document, document.weight(), context.projectOrClass());
        boolean isRefused = document != null && hold == null;
        // Logged before it is sent: a client that has its response finds the request in the metrics.
        ApiResponse prepared = withHeadSet(context, isRefused ? response.replacedBy(Fault.unavailable()) : response);
        logger.log(context, prepared);
        Future<Void> written =
                isGone(context.request().response()) ? Future.succeededFuture() : sent(context, prepared, isLast);
        if (hold != null) {
            releaseAfter(written, hold, context);
        }
    }

    /** Not every write to a connection that has ended is completed. */
    private static void releaseAfter(Future<Void> written, Hold hold, RequestContext context) {
        ClientConnection connection = context.connection();
        Runnable release = hold::release;
        if (connection != null && !written.isComplete()) {
            connection.addEndHandler(release);
        }
        written.onComplete(end -> {
            release.run();
            if (connection != null) {
                connection.removeEndHandler(release);
            }
        });
    }

    private Future<Void> sent(RequestContext context, ApiResponse prepared, boolean isLast) {
        try {
            return send(context, prepared, isLast);
        } catch (RuntimeException | Error bug) {
            TraceLabels.label(LOG.atError(), context.trace())
                    .setCause(bug)
                    .log("bug: response not written, closing the connection (request {})", context.requestId());
            context.request().connection().close();
            return Future.failedFuture(bug);
        }
    }

    private static boolean isGone(HttpServerResponse response) {
        return response.ended() || response.closed();
    }

    /** Sets the head; if that fails, that of a 500, which is what the request then counts as. */
    private ApiResponse withHeadSet(RequestContext context, ApiResponse response) {
        try {
            setHead(context, response);
            return response;
        } catch (RuntimeException | Error bug) {
            TraceLabels.label(LOG.atError(), context.trace())
                    .setCause(bug)
                    .log("bug: invalid response, answering 500 (request {})", context.requestId());
            context.request().response().headers().clear();
            ApiResponse fault = ApiResponse.fault(Fault.internal(), Format.JSON);
            setHead(context, fault);
            return fault;
        }
    }

    private void setHead(RequestContext context, ApiResponse message) {
        HttpServerResponse response = context.request().response();
        if (isGone(response)) {
            return;
        }
        response.setStatusCode(message.status());
        MultiMap headers = response.headers();
        // What the CORS handler has set comes last; before a cache hit nothing was set.
        String varyBefore = headers.isEmpty() ? null : headers.get(HttpHeaders.VARY);
        if (varyBefore != null) {
            headers.remove(HttpHeaders.VARY);
        }
        ResponseHeaders.put(headers, context.requestId(), message);
        message.headers().forEach((name, value) -> put(context, name, value));
        if (varyBefore != null) {
            headers.add(HttpHeaders.VARY, varyBefore);
        }
        if (hasStatusHeader) {
            response.putHeader("Cache-Status", "vitrine; " + message.cache().status());
        }
    }

    private static void put(RequestContext context, String name, String value) {
        HttpServerResponse response = context.request().response();
        if (name.equals("Vary")) {
            response.headers().add(name, value);
        } else if (!name.equals(CONNECTION) || !context.isHttp2()) {
            response.putHeader(name, value);
        }
    }

    /**
     * To a HEAD the response declares the body's length and leaves the body out.
     *
     * @return when the response has left the gateway
     */
    private Future<Void> send(RequestContext context, ApiResponse message, boolean isLast) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response();
        if (isLast) {
            shutdown(context);
        }
        boolean closes = message.headers().containsKey(CONNECTION);
        if (closes && !context.isHttp2()) {
            ClientConnection.announceEnd(request);
            if (!request.isEnded()) {
                LingeringClose.write(
                        request, hasBody(context, message) ? message.content().whole() : null);
                return Future.succeededFuture();
            }
        }
        ResponseContent content = hasBody(context, message) ? message.content() : ResponseContent.NONE;
        Future<Void> written = content.write(response, context.isHttp2() ? context.connection() : null);
        if (closes) {
            written.onComplete(end -> endRequest(context));
        } else if (!request.isEnded()) {
            // Until the body has been read past, the next request of the connection is not read.
            request.resume();
            limitRestOfBody(context);
        }
        return written;
    }

    /** Returns whether the response goes out with its body. */
    static boolean hasBody(RequestContext context, ApiResponse message) {
        return message.contentType() != null && !context.method().equals(HttpMethod.HEAD);
    }

    /** The connection ends with this response; one of HTTP/2 when its other requests have theirs (RFC 9113, 6.8). */
    void shutdown(RequestContext context) {
        if (!context.isHttp2()) {
            ClientConnection.announceEnd(context.request());
        }
        context.request().connection().shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void limitRestOfBody(RequestContext context) {
        HttpServerRequest request = context.request();
        if (context.isHttp2()) {
            // Whether there is a body is known when the frame has been read to its end; of a request that was reset
            // by then no end is reported.
            Objects.requireNonNull(Vertx.currentContext()).runOnContext(read -> {
                if (!request.response().closed()) {
                    endRequestAfterTimeout(context);
                }
            });
        } else if (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            endRequestAfterTimeout(context);
        }
    }

    private void endRequestAfterTimeout(RequestContext context) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            Vertx vertx = vertx();
            long timer = vertx.setTimer(bodyTimeout.toMillis(), late -> endRequest(context));
            request.exceptionHandler(broken -> vertx.cancelTimer(timer));
            request.endHandler(done -> vertx.cancelTimer(timer));
        }
    }

    /** Reads no more of the body. A connection of HTTP/2 carries other requests, too: RFC 9113, 8.1. */
    private static void endRequest(RequestContext context) {
        if (!context.isHttp2()) {
            context.request().connection().close();
        } else if (!context.request().isEnded()) {
            context.request().response().reset(NO_ERROR);
        }
    }

    private static Vertx vertx() {
        return Objects.requireNonNull(Vertx.currentContext()).owner();
    }
}

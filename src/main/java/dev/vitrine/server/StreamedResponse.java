package dev.vitrine.server;

import dev.vitrine.server.netty.ClientConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request that is passed on, written while it arrives; counted and logged at its end. The gateway adds no
 * header to it but those of its connection. For the event loop of its request.
 *
 * <p>One that cannot be finished never looks finished: its connection or stream is reset.
 */
public final class StreamedResponse {
    /** What a stream of HTTP/2 is reset with: the response is whole, and the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    /** What a stream of HTTP/2 is reset with: the rest of the response does not come. */
    private static final long INTERNAL_ERROR = 2;

    /** Logged for a client that has gone before there was a status to send it; as nginx's. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final RequestContext context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final RequestLogger logger;
    private final ResponseWriter writer;
    private long length = -1;
    private boolean hasHead;

    /** Whether the connection ends with the response: of HTTP/1, whose request is not read to its end, or that has no other end. */
    private boolean closes;

    private boolean isEndedByClose;
    private boolean hasEnded;
    private long bytes;

    /** The whole body, where it has come at once: it is written with the head. */
    private @Nullable Buffer whole;

    StreamedResponse(RequestContext context, RequestLogger logger, ResponseWriter writer) {
        this.context = context;
        this.request = context.request();
        this.response = request.response();
        this.logger = logger;
        this.writer = writer;
    }

    /** Has an action run when the client closes the connection or resets the stream; perhaps several times. */
    public void onGone(Runnable action) {
        response.exceptionHandler(broken -> action.run());
        response.closeHandler(closed -> action.run());
    }

    /** Has the client send the body that it holds back (RFC 9110, 10.1.1). */
    public void writeContinue() {
        boolean hasInterim = request.version() != HttpVersion.HTTP_1_0;
        if (hasInterim && !hasHead && !hasEnded && !response.closed()) {
            Future<Void> unused = response.writeContinue();
        }
    }

    /** Returns whether the head has been set: then no other response can be sent. */
    public boolean hasHead() {
        return hasHead;
    }

    /**
     * Has the connection of HTTP/1 end with the response, since the request will not be read to its end. Before the head is
     * set.
     */
    public void closeAfterwards() {
        closes = !context.isHttp2();
    }

    /**
     * Sets the head, which is sent with the first bytes of the body, or else at the end of this turn of the event loop.
     *
     * @param status 200 to 999
     * @param reason the reason phrase, which HTTP/2 does not have; may be empty
     * @param fields header fields that go to the client, without those of the connection
     */
    public void setHead(int status, String reason, MultiMap fields) {
        hasHead = true;
        response.setStatusCode(status);
        if (!context.isHttp2() && status != 304 && !reason.equals(response.getStatusMessage())) {
            response.setStatusMessage(reason);
        }
        response.headers().addAll(fields);
        String declared = fields.get(HttpHeaders.CONTENT_LENGTH);
        length = declared == null ? -1 : Long.parseLong(declared);
        setConnection(status);
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        loop.runOnContext(later -> flushHead());
    }

    private void setConnection(int status) {
        if (writer.isDraining()) {
            writer.shutdown(context);
        }
        if (context.isHttp2()) {
            return;
        }
        boolean hasBody = !request.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
        isEndedByClose = request.version() == HttpVersion.HTTP_1_0 && length < 0 && hasBody;
        closes |= isEndedByClose;
        if (closes) {
            ClientConnection.announceEnd(request);
        }
    }

    private void flushHead() {
        if (hasEnded || response.closed()) {
            return;
        }
        Buffer body = whole;
        whole = null;
        if (body != null) {
            send(body);
        } else {
            sendHead();
        }
    }

    private void sendHead() {
        if (!response.headWritten()) {
            // Without a length, writeHead would set a transfer coding that HTTP/1.0 does not have.
            Future<Void> unused =
                    request.version() == HttpVersion.HTTP_1_0 ? response.write(Buffer.buffer()) : response.writeHead();
        }
    }

    /** Writes the next bytes of the body. */
    public void write(Buffer part) {
        bytes += part.length();
        if (!response.headWritten() && whole == null && part.length() == length && !closes) {
            whole = part;
        } else {
            send(part);
        }
    }

    private void send(Buffer part) {
        Future<Void> sent = response.write(part);
        ClientConnection connection = context.isHttp2() ? context.connection() : null;
        if (connection != null) {
            connection.responseStarted(sent, part.length());
        }
    }

    /** Returns whether the client reads more slowly than the body comes, so that no more should be written for now. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Has an action run, once, when the response is no longer full. */
    public void onDrain(Runnable action) {
        response.drainHandler(drained -> {
            response.drainHandler(null);
            action.run();
        });
    }

    /** Ends the response. The client gets the trailers if its protocol and the response's framing have room for any. */
    public void end(MultiMap trailers) {
        if (!finish(response.getStatusCode())) {
            return;
        }
        if (!trailers.isEmpty()) {
            addTrailers(trailers);
        }
        if (closes && !request.isEnded()) {
            sendHead();
            LingeringClose.end(request);
            return;
        }
        Buffer body = whole;
        Future<Void> sent = body == null ? response.end() : response.end(body);
        if (closes) {
            sent.onComplete(end -> request.connection().close());
        } else if (context.isHttp2() && !request.isEnded()) {
            sent.onComplete(end -> response.reset(NO_ERROR));
        }
    }

    private void addTrailers(MultiMap trailers) {
        if (!response.headWritten() && length < 0 && !context.isHttp2()) {
            // Of no effect for HTTP/1.0, which has no trailers.
            response.setChunked(true);
        }
        if (context.isHttp2() || response.isChunked()) {
            response.trailers().addAll(trailers);
        }
    }

    /** Ends a response whose rest does not come, so that the client sees that it is incomplete. */
    public void abort() {
        if (!finish(response.getStatusCode())) {
            return;
        }
        ClientConnection connection = context.connection();
        if (isEndedByClose && connection != null) {
            connection.abort();
        } else {
            response.reset(INTERNAL_ERROR);
        }
    }

    /** Ends the request of a client that has gone. */
    public void abandon() {
        boolean unused = finish(hasHead ? response.getStatusCode() : CLIENT_CLOSED_REQUEST);
    }

    /** Logged before the end is sent: a client that has its response finds the request in the metrics. */
    private boolean finish(int status) {
        hasEnded = true;
        if (!context.tryEnd()) {
            return false;
        }
        logger.log(context, status, bytes);
        return !response.closed();
    }
}

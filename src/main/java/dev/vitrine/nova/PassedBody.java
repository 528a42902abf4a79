package dev.vitrine.nova;

import dev.vitrine.client.ProxyCall;
import dev.vitrine.server.AwaitedBodies;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, passed on while it comes, as long as it may be. It is framed anew: by its length if that is declared,
 * else by chunks. For the event loop of its request.
 */
final class PassedBody {
    private static final CharSequence CONTENT_LENGTH = HttpHeaders.createOptimized("Content-Length");

    private final Vertx vertx;
    private final AwaitedBodies bodies;
    private final String client;
    private final HttpServerRequest request;
    private final ProxyCall call;
    private final PassTimeout timeout;
    private final boolean isChunked;
    private final boolean isExpecting;

    /** The declared length; -1 if there is none. */
    private final long length;

    /** Whether there is none. Over HTTP/2 that is known only at its end. */
    private final boolean isNone;

    private Runnable onDisplaced = () -> {};
    private AwaitedBodies.@Nullable Place place;
    private boolean isConnected;
    private boolean hasBegun;
    private boolean isFull;
    private boolean isSent;
    private boolean isStopped;

    PassedBody(Nova nova, RequestContext context, ProxyCall call, PassTimeout timeout) {
        this.vertx = nova.vertx();
        this.bodies = nova.bodies();
        this.client = context.client();
        this.request = context.request();
        this.call = call;
        this.timeout = timeout;
        this.isChunked = !context.isHttp2() && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        String declared = isChunked ? null : request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The listener has refused one that is no number.
        this.length = declared == null ? -1 : Long.parseLong(declared);
        this.isNone = length == 0 || (length < 0 && !isChunked && !context.isHttp2());
        this.isExpecting = request.headers().contains(HttpHeaders.EXPECT);
    }

    /**
     * Holds it back until it is sent.
     *
     * @param onBroken runs when it cannot come any more
     * @param onDisplaced runs when too many other bodies are awaited
     */
    void hold(Runnable onBroken, Runnable onDisplaced) {
        this.onDisplaced = onDisplaced;
        if (!isNone) {
            request.pause();
        }
        request.exceptionHandler(broken -> onBroken.run());
    }

    /** Sends the head, which is set but for what frames the body, and then the body. */
    void send() {
        isConnected = true;
        if (length >= 0) {
            call.fields().set(CONTENT_LENGTH, Long.toString(length));
        }
        if (isChunked) {
            call.setChunked();
        }
        if (isNone) {
            finish(null);
            return;
        }
        if (isExpecting) {
            // The client sends nothing before Nova has seen the head.
            writeHead();
        }
        timeout.onBodyAwaited();
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        place = bodies.enter(request.connection(), client, () -> loop.runOnContext(later -> onDisplaced.run()));
        request.handler(this::onPart);
        request.endHandler(end -> onEnd());
        request.resume();
        if (length >= 0 || isChunked) {
            // What has come already goes together with the head; Nova may refuse the head alone.
            vertx.runOnContext(later -> writeHead());
        }
    }

    private void writeHead() {
        if (!hasBegun && !isSent && !isStopped) {
            hasBegun = true;
            call.writeHead();
        }
    }

    private void onPart(Buffer part) {
        if (isStopped || isSent) {
            return;
        }
        timeout.touch();
        if (!hasBegun && part.length() == length) {
            finish(part);
            return;
        }
        hasBegun = true;
        call.write(part);
        if (call.isFull()) {
            isFull = true;
            request.pause();
            call.onDrain(this::onDrained);
        }
    }

    private void onDrained() {
        if (isFull && !isStopped) {
            isFull = false;
            timeout.touch();
            request.resume();
        }
    }

    private void onEnd() {
        if (!isSent && !isStopped) {
            finish(null);
        }
    }

    private void finish(@Nullable Buffer last) {
        isSent = true;
        leave();
        timeout.onSent();
        call.end(last);
    }

    /** Returns whether the whole request has been sent. */
    boolean isSent() {
        return isSent;
    }

    /** Returns whether it is the client that has to go on. */
    boolean isAwaited() {
        return isConnected && !isSent && !isFull;
    }

    /** Sends nothing more. */
    void stop() {
        isStopped = true;
        leave();
    }

    private void leave() {
        AwaitedBodies.Place left = place;
        place = null;
        if (left != null) {
            bodies.leave(left);
        }
    }
}

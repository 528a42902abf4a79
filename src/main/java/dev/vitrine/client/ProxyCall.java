package dev.vitrine.client;

import static java.util.Objects.requireNonNull;

import dev.vitrine.client.EndpointSelector.Selection;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request that is passed on, and its response: both are streams. For the event loop of its request.
 *
 * <p>A call that does not come to its end is reset, and its connection serves no other; one whose response is whole before the
 * request was, too.
 */
public final class ProxyCall {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 999;

    private final ProxyTransport transport;
    private final HttpClient http;
    private final ServiceRequest request;
    private final long startNanos = System.nanoTime();
    private @Nullable Selection selection;
    private String address;
    private int attempts;
    private @Nullable Listener listener;
    private @Nullable CallTrace trace;
    private @Nullable HttpClientRequest out;
    private @Nullable HttpClientResponse in;

    /** Whether the service has been sent all of the request, and has sent all of its response. */
    private boolean isSent;

    private boolean isAnswered;
    private boolean hasEnded;

    ProxyCall(ProxyTransport transport, HttpClient http, ServiceRequest request) {
        this.transport = transport;
        this.http = http;
        this.request = request;
        this.address = transport.name();
    }

    /** Takes what comes of a call, in this order; nothing after its end, or after {@link #cancel}. */
    public interface Listener {
        /** There is a connection, and nothing has been sent: the fields can be set, and the request be written. */
        void onConnected();

        /** The service consents to the body (RFC 9110, 15.2.1). */
        void onContinue();

        /** Takes the head of the response. */
        void onHead(Head head);

        /** Takes bytes of its body. */
        void onPart(Buffer part);

        /** The response is whole; takes its trailers. */
        void onEnd(MultiMap trailers);

        /** The call has ended without a response, or, behind its head, without the rest of it. */
        void onFailure(FailureReason reason);
    }

    /**
     * The head of a response.
     *
     * @param status 200 to 999
     * @param reason the reason phrase; may be empty
     * @param version of HTTP: 1.0 or 1.1
     * @param fields the header fields as they came
     */
    public record Head(int status, String reason, String version, MultiMap fields) {}

    /**
     * Opens a connection, or takes one that is open. While none could be opened, other endpoints are tried.
     *
     * @param target path and query below the endpoint's
     */
    public void connect(String target, Listener to) {
        listener = to;
        attempts++;
        Selection next = transport.select();
        selection = next;
        if (next == null) {
            fail(ServiceResponse.failed(FailureReason.CIRCUIT_OPEN, transport.name()));
            return;
        }
        address = next.endpoint().toString();
        trace = CallTrace.begin(transport.name(), request, true, next.endpoint(), 0);
        Future<Boolean> isFailing = next.isTrial()
                ? Future.fromCompletionStage(
                        next.isFailing().toCompletionStage(), transport.vertx().getOrCreateContext())
                : Future.succeededFuture(false);
        isFailing
                .compose(fails -> fails
                        ? Future.failedFuture(new ConnectException("the endpoint fails"))
                        : open(next.endpoint(), target))
                .onComplete(this::onOpen, cause -> onUnreachable(next.endpoint(), cause, target, to));
    }

    private Future<HttpClientRequest> open(Endpoint endpoint, String target) {
        return transport
                .address(endpoint)
                .compose(found -> http.request(new RequestOptions()
                        .setServer(SocketAddress.inetSocketAddress(endpoint.port(), Endpoint.inUrl(found)))
                        .setHost(endpoint.hostInUrl())
                        .setPort(endpoint.port())
                        .setSsl(endpoint.tls())
                        .setMethod(request.method())
                        .setURI(endpoint.path() + target)
                        .setConnectTimeout(transport.connectTimeout().toMillis())));
    }

    private void onUnreachable(Endpoint endpoint, Throwable cause, String target, Listener to) {
        FailureReason known = ConnectFailure.reason(cause);
        FailureReason reason = known == null ? FailureReason.UNREACHABLE : known;
        Failed failure = new Failed(reason, ConnectFailure.detail(endpoint, reason, cause));
        transport.onUnreachable();
        report(failure);
        endTrace(failure);
        if (attempts < transport.maxAttempts() && !hasEnded) {
            connect(target, to);
        } else {
            fail(failure);
        }
    }

    private void onOpen(HttpClientRequest opened) {
        out = opened;
        // What breaks the request breaks the response; without a handler the platform logs an error.
        opened.exceptionHandler(broken -> {});
        if (hasEnded) {
            reset();
            return;
        }
        opened.continueHandler(go -> {
            if (!hasEnded) {
                requireNonNull(listener).onContinue();
            }
        });
        opened.response().onComplete(this::onHead, cause -> fail(HttpExchange.headFailure(cause)));
        requireNonNull(listener).onConnected();
    }

    /** Returns the header fields that tell the service of the trace, in the place of those that the client sent. */
    public Map<String, String> traceFields() {
        return trace == null ? Map.of() : trace.headers();
    }

    /** Returns the header fields of the request, to be set before anything is written. */
    public MultiMap fields() {
        return requireNonNull(out).headers();
    }

    /** Has the body go in chunks, since its length is not known. */
    public void setChunked() {
        requireNonNull(out).setChunked(true);
    }

    /** Sends the head alone. */
    public void writeHead() {
        Future<Void> unused = requireNonNull(out).writeHead();
    }

    /** Sends a part of the body, behind the head. */
    public void write(Buffer part) {
        Future<Void> unused = requireNonNull(out).write(part);
    }

    /** Returns whether the service reads more slowly than the body comes, so that no more should be written for now. */
    public boolean isFull() {
        return requireNonNull(out).writeQueueFull();
    }

    /** Has an action run whenever the call is no longer full. */
    public void onDrain(Runnable action) {
        requireNonNull(out).drainHandler(drained -> action.run());
    }

    /** Sends the last part of the body, or nothing but its end. */
    public void end(@Nullable Buffer last) {
        isSent = true;
        HttpClientRequest to = requireNonNull(out);
        Future<Void> unused = last == null ? to.end() : to.end(last);
    }

    private void onHead(HttpClientResponse response) {
        if (hasEnded) {
            return;
        }
        int status = response.statusCode();
        if (status < MIN_STATUS || status > MAX_STATUS) {
            // An interim response that the platform does not know, and takes for the response: reset at once, before
            // what follows it could be taken for another call's.
            reset();
            fail(FailureReason.MALFORMED);
            return;
        }
        in = response;
        // Whatever its status, the endpoint works.
        report(new Answered(200, response.headers(), Buffer.buffer()));
        response.exceptionHandler(broken -> fail(FailureReason.INCOMPLETE));
        response.handler(part -> {
            if (!hasEnded) {
                requireNonNull(listener).onPart(part);
            }
        });
        response.endHandler(end -> onEnd(response));
        String version = response.version() == HttpVersion.HTTP_1_0 ? "1.0" : "1.1";
        requireNonNull(listener).onHead(new Head(status, response.statusMessage(), version, response.headers()));
    }

    private void onEnd(HttpClientResponse response) {
        isAnswered = true;
        if (!hasEnded) {
            end(new Answered(response.statusCode(), response.headers(), Buffer.buffer()));
            // If the request has not been sent to its end, the rest of it goes nowhere.
            reset();
            requireNonNull(listener).onEnd(response.trailers());
        }
    }

    /** Reads no more of the response for now. */
    public void pause() {
        requireNonNull(in).pause();
    }

    /** Reads on. */
    public void resume() {
        requireNonNull(in).resume();
    }

    /** Ends the call, of which no more is wanted: {@link FailureReason#ABANDONED} if that is not the service's doing. */
    public void cancel(FailureReason reason) {
        end(ServiceResponse.failed(reason, address));
        drop();
    }

    private void fail(FailureReason reason) {
        fail(ServiceResponse.failed(reason, address));
    }

    private void fail(Failed failure) {
        if (!hasEnded) {
            end(failure);
            drop();
            requireNonNull(listener).onFailure(failure.reason());
        }
    }

    /** In any case once, and before anything that can begin another call. */
    private void end(ServiceResponse response) {
        if (!hasEnded) {
            hasEnded = true;
            report(response);
            endTrace(response);
            transport.onEnd(request, response, startNanos);
        }
    }

    private void endTrace(ServiceResponse response) {
        CallTrace ending = trace;
        trace = null;
        if (ending != null) {
            ending.end(response);
        }
    }

    /** Reports the first thing that is known of the endpoint; that nobody wants the call any more says nothing of it. */
    private void report(ServiceResponse response) {
        Selection selected = selection;
        if (selected != null) {
            selection = null;
            boolean isNothing = response.hasFailed(FailureReason.ABANDONED);
            transport.onTried(selected.endpoint(), response);
            selected.onResponse(isNothing ? ServiceResponse.failed(FailureReason.REJECTED, address) : response, true);
        }
    }

    /**
     * Resets the call. What has come of the response is read past first: if that is all of it, the service has done with the
     * call, and the connection may be another one's by now.
     */
    private void drop() {
        HttpClientResponse response = in;
        if (response == null) {
            reset();
        } else {
            response.resume();
            transport.vertx().runOnContext(later -> reset());
        }
    }

    /** Closes the connection, unless the service has done with this call. */
    private void reset() {
        boolean isDone = isSent && isAnswered;
        if (out != null && !isDone) {
            Future<Void> unused = out.reset();
        }
    }
}

package dev.vitrine.nova;

import dev.vitrine.client.FailureReason;
import dev.vitrine.client.ProxyCall;
import dev.vitrine.client.ProxyCall.Head;
import dev.vitrine.model.Fault;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.StreamedResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.function.Consumer;

/**
 * One request that is passed on, and its response: both stream, and each waits for whom it is written to. For the event loop of
 * its request.
 *
 * <p>It ends once: with the whole response, with a fault while no head has come from Nova, else with a response that is cut off.
 */
final class PassedRequest implements ProxyCall.Listener {
    private static final CharSequence HOST = HttpHeaders.createOptimized("Host");

    private final Nova nova;
    private final RequestContext context;
    private final StreamedResponse response;
    private final ProxyCall call;
    private final Consumer<Fault> refusal;
    private final PassedBody body;
    private final PassTimeout timeout;
    private boolean hasEnded;

    /** Takes what the response is written to, and what responds with a fault in its place. */
    PassedRequest(
            Nova nova, RequestContext context, StreamedResponse response, ProxyCall call, Consumer<Fault> refusal) {
        this.nova = nova;
        this.context = context;
        this.response = response;
        this.call = call;
        this.refusal = refusal;
        this.timeout = new PassTimeout(nova.vertx(), nova.config(), this::onTimeout);
        this.body = new PassedBody(nova, context, call, timeout);
    }

    /** The body waits until there is a connection: until then another endpoint may be tried. */
    void start() {
        body.hold(this::onGone, this::onDisplaced);
        response.onGone(this::onGone);
        String target = context.uri();
        call.connect(target.startsWith("/") ? target : "/" + target, this);
    }

    @Override
    public void onConnected() {
        try {
            setFields(call.fields());
        } catch (IllegalArgumentException invalid) {
            cancel(PassFaults.INVALID_FIELD, FailureReason.ABANDONED);
            return;
        }
        body.send();
    }

    private void setFields(MultiMap fields) {
        EndToEndFields.ofRequest(context.request().headers(), fields);
        call.traceFields().forEach(fields::set);
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // It has no interim responses (RFC 9110, 10.1.1).
            fields.remove(HttpHeaders.EXPECT);
        }
        HostAndPort authority = context.host();
        String named = context.isHttp2() ? null : context.hostHeader();
        String host = named != null ? named : String.valueOf(authority);
        fields.set(HOST, host);
        List<String> cookies = context.isHttp2() ? fields.getAll(HttpHeaders.COOKIE) : List.of();
        if (cookies.size() > 1) {
            // HTTP/2 may split it (RFC 9113, 8.2.3).
            fields.set(HttpHeaders.COOKIE, String.join("; ", cookies));
        }
        nova.forwarded().toRequest(context, host, fields);
    }

    @Override
    public void onContinue() {
        response.writeContinue();
    }

    @Override
    public void onHead(Head head) {
        timeout.onHead();
        try {
            MultiMap fields = HttpHeaders.headers();
            EndToEndFields.ofResponse(head.fields(), fields);
            nova.forwarded().toResponse(head.version(), fields);
            if (!body.isSent()) {
                response.closeAfterwards();
            }
            response.setHead(head.status(), head.reason(), fields);
        } catch (IllegalArgumentException invalid) {
            cancel(PassFaults.MALFORMED, FailureReason.MALFORMED);
        }
    }

    @Override
    public void onPart(Buffer part) {
        timeout.touch();
        response.write(part);
        if (response.isFull()) {
            call.pause();
            response.onDrain(() -> {
                timeout.touch();
                call.resume();
            });
        }
    }

    @Override
    public void onEnd(MultiMap trailers) {
        end();
        MultiMap fields = HttpHeaders.headers();
        EndToEndFields.ofTrailers(trailers, fields);
        response.end(fields);
    }

    @Override
    public void onFailure(FailureReason reason) {
        if (!hasEnded) {
            end();
            respond(PassFaults.of(reason));
        }
    }

    /** A client that does not send, or does not read, says nothing of Nova. */
    private void onTimeout() {
        if (body.isAwaited() || response.isFull()) {
            cancel(PassFaults.SLOW_CLIENT, FailureReason.ABANDONED);
        } else {
            cancel(PassFaults.TIMEOUT, FailureReason.TIMEOUT);
        }
    }

    private void onDisplaced() {
        cancel(Fault.unavailable(), FailureReason.ABANDONED);
    }

    private void cancel(Fault fault, FailureReason reason) {
        if (!hasEnded) {
            end();
            call.cancel(reason);
            respond(fault);
        }
    }

    private void onGone() {
        if (!hasEnded) {
            end();
            call.cancel(FailureReason.ABANDONED);
            response.abandon();
        }
    }

    /** Once the head has been sent, nothing else can be said but that the response is incomplete. */
    private void respond(Fault fault) {
        if (response.hasHead()) {
            response.abort();
        } else {
            refusal.accept(fault);
        }
    }

    private void end() {
        hasEnded = true;
        timeout.stop();
        body.stop();
    }
}

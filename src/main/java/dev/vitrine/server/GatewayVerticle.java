package dev.vitrine.server;

import dev.vitrine.client.Timeouts;
import dev.vitrine.config.ClientLimits;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.ListenConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listener: reads requests, has them answered, writes the answers. One on each event loop, all on one port. */
public final class GatewayVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    private static final Duration LAG_EVERY = Duration.ofMillis(250);

    /** What the platform calls its parts of a pipeline. */
    private static final String HTTP1_DECODER = "httpDecoder";

    private static final String CONNECTION = "handler";

    private final ListenConfig settings;
    private final Cors cors;
    private final boolean statusHeader;
    private final Duration deadline;
    private final LoadShedder admission;
    private final RequestLogger journal;
    private final Api api;
    private @Nullable HttpServer server;
    private volatile boolean isDraining;

    /** What answers the requests. */
    public interface Api {
        /** Returns the answer if there is nothing to wait for, or null: then {@link #answer} is to be asked. */
        @Nullable
        ApiResponse atHand(RequestContext exchange);

        /** Returns the answer; called on the event loop that read the request. */
        Future<ApiResponse> answer(RequestContext exchange);

        /** Returns a fault in the format that this request asks for. */
        ApiResponse fault(RequestContext exchange, Fault fault);
    }

    /**
     * Binds nothing yet.
     *
     * @param deadline when a request that has no answer yet gets a 503
     * @param admission who is let in
     * @param journal who is told of every answer
     */
    public GatewayVerticle(
            GatewayConfig settings, Duration deadline, LoadShedder admission, RequestLogger journal, Api api) {
        this.settings = settings.listen();
        this.cors = new Cors(settings.cors());
        this.statusHeader = settings.cache().statusHeader();
        this.deadline = deadline;
        this.admission = admission;
        this.journal = journal;
        this.api = api;
    }

    @Override
    public Future<?> start() {
        watchLag();
        return vertx.createHttpServer(ServerOptions.of(settings, this::accepted))
                .connectionHandler(this::connected)
                // Its message can hold what the client sent, a token too: the platform itself would log all of it.
                .exceptionHandler(broken ->
                        LOG.debug("a connection broke: {}", broken.getClass().getName()))
                .invalidRequestHandler(this::refuse)
                .requestHandler(this::handle)
                .listen(settings.port(), settings.host())
                .onSuccess(listening -> server = listening);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the certificate anew, for connections to come, of all the listeners on this port. Any thread. */
    public Future<Void> reloadCertificate() {
        ServerSSLOptions options = ServerOptions.renewed(settings);
        return server == null || options == null
                ? Future.succeededFuture()
                : server.updateSSLOptions(options, true).mapEmpty();
    }

    /** From now on the connection of whoever asks ends with its answer. Any thread. */
    public void drain() {
        isDraining = true;
    }

    /** Returns the port that was bound. */
    public int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    /** Over TLS, before the handshake. */
    private void accepted(Channel channel) {
        ClientConnection visit = ClientConnection.begin(channel, admission, settings.headTimeout());
        if (visit != null) {
            channel.pipeline().addLast(new FrameWatch(visit));
        }
    }

    private void connected(HttpConnection connection) {
        Channel channel = ClientConnection.channel(connection);
        ClientConnection begun = ClientConnection.of(channel);
        ClientConnection visit =
                begun == null ? ClientConnection.begin(channel, admission, settings.headTimeout()) : begun;
        if (visit == null) {
            return;
        }
        ClientLimits limits = settings.limits();
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(HTTP1_DECODER) != null) {
            pipeline.replace(HTTP1_DECODER, HTTP1_DECODER, new RequestDecoder(limits, visit));
        } else {
            Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
            Http2ConnectionDecoder decoder = http2.decoder();
            FlowWatch flow = FlowWatch.begin(channel, visit, http2, admission.patience());
            decoder.frameListener(new Http2FloodLimiter(decoder.frameListener(), flow, limits));
            pipeline.addBefore(CONNECTION, null, new Http2WritabilityWorkaround(http2));
        }
        pipeline.addFirst(new WriteTimeoutHandler(visit, admission.patience()));
        pipeline.addBefore(CONNECTION, null, new IdleTimeoutHandler(visit, admission.patience(), limits));
    }

    /** Errors too: libraries throw some over odd requests, and a client who is never answered waits until he is cut off. */
    private void handle(HttpServerRequest request) {
        RequestContext exchange = new RequestContext(request);
        try {
            ApiResponse atHand = api.atHand(exchange);
            if (atHand == null) {
                await(exchange);
            } else {
                write(exchange, atHand);
            }
        } catch (RuntimeException | Error bug) {
            settle(exchange, () -> fault(exchange, bug));
        }
    }

    /** What the platform could not read as a request, told as a fault in JSON: nobody knows what the client asked for. */
    private void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        RequestContext exchange = new RequestContext(request);
        ApiResponse answer = ApiResponse.fault(Fault.unreadable(status), Format.JSON);
        journal.note(exchange, answer);
        exchange.write(answer, true, settings.limits().bodyTimeout());
    }

    private void settle(RequestContext exchange, Supplier<ApiResponse> answer) {
        try {
            write(exchange, answer.get());
        } catch (RuntimeException | Error bug) {
            LOG.error("a bug: an answer could not be written ({})", exchange.requestId(), bug);
            exchange.giveUp();
        }
    }

    private void await(RequestContext exchange) {
        ApiResponse preflight = cors.preflight(exchange);
        if (preflight != null) {
            write(exchange, preflight);
            return;
        }
        if (!admission.tryBegin()) {
            write(exchange, api.fault(exchange, Fault.unavailable()));
            return;
        }
        exchange.waits();
        Future<ApiResponse> answer = Future.succeededFuture().compose(go -> api.answer(exchange));
        Timeouts.within(vertx, deadline, answer).onComplete(end -> {
            admission.ended();
            exchange.ends();
            settle(exchange, () -> end.succeeded() ? end.result() : fault(exchange, end.cause()));
        });
    }

    /** Noted first: who has his answer, and looks at the figures, finds it counted. */
    private void write(RequestContext exchange, ApiResponse answer) {
        ApiResponse shown = cors.shown(exchange, told(answer));
        journal.note(exchange, answer);
        exchange.write(shown, isDraining, settings.limits().bodyTimeout());
    }

    /** Whoever keeps the event loop from its work makes everybody wait: the figures tell. */
    private void watchLag() {
        long[] due = {System.nanoTime() + LAG_EVERY.toNanos()};
        vertx.setPeriodic(LAG_EVERY.toMillis(), timer -> {
            long now = System.nanoTime();
            journal.lag(Math.max(now - due[0], 0));
            due[0] = now + LAG_EVERY.toNanos();
        });
    }

    private ApiResponse told(ApiResponse answer) {
        return statusHeader
                ? answer.with("Cache-Status", "vitrine; " + answer.cache().status())
                : answer;
    }

    private ApiResponse fault(RequestContext exchange, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return api.fault(exchange, Fault.unavailable());
        }
        LOG.error("a bug: {} {} failed ({})", exchange.method(), exchange.rawPath(), exchange.requestId(), cause);
        return api.fault(exchange, Fault.internal());
    }
}

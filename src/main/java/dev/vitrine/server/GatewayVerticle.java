package dev.vitrine.server;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.netty.ClientConnection;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.server.netty.EventLoopClock;
import dev.vitrine.server.netty.ServerPipeline;
import dev.vitrine.server.proxy.ForwardedHeaders;
import dev.vitrine.server.proxy.OriginalRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listener: reads requests and hands them to the API. One on each event loop, all on one port. */
public final class GatewayVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);
    private static final Duration LAG_INTERVAL = Duration.ofMillis(250);

    private final ListenConfig settings;
    private final Duration deadline;
    private final ServerPipeline pipeline;
    private final ForwardedHeaders forwarded;
    private final RequestLogger logger;
    private final ResponseWriter writer;
    private final Function<Vertx, Handler<RequestContext>> api;
    private @Nullable HttpServer server;
    private volatile boolean isListening;

    /**
     * Binds nothing yet.
     *
     * @param deadline how long requests in progress may take once the listener is stopped
     * @param connections limits the connections of all listeners together
     * @param writer writes every response; the API's responses, too
     * @param api makes the API's handler of one event loop: an {@code ApiRouter}
     */
    public GatewayVerticle(
            ListenConfig settings,
            Duration deadline,
            ConnectionLimiter connections,
            RequestLogger logger,
            ResponseWriter writer,
            Function<Vertx, Handler<RequestContext>> api) {
        this.settings = settings;
        this.deadline = deadline;
        this.pipeline = new ServerPipeline(settings, connections);
        this.forwarded = new ForwardedHeaders(settings.proxies());
        this.logger = logger;
        this.writer = writer;
        this.api = api;
    }

    @Override
    public Future<?> start() {
        measureLag();
        Handler<RequestContext> requests = api.apply(vertx);
        EventLoopClock clock = EventLoopClock.current();
        return vertx.createHttpServer(ServerOptions.of(settings, pipeline))
                .connectionHandler(pipeline::connected)
                // Its message can hold what the client sent, a token too: the platform itself would log all of it.
                .exceptionHandler(broken ->
                        LOG.debug("connection failed: {}", broken.getClass().getName()))
                .invalidRequestHandler(request -> refuse(request, requests, clock))
                .requestHandler(request -> {
                    // The platform hands over a request that had been read when the response before it was written.
                    if (writer.isDraining() && ClientConnection.isEndAnnounced(request.connection())) {
                        request.connection().close();
                    } else {
                        requests.handle(context(request, null, clock));
                    }
                })
                .listen(settings.port(), settings.host())
                .onSuccess(listening -> {
                    server = listening;
                    isListening = true;
                });
    }

    @Override
    public Future<?> stop() {
        isListening = false;
        return server == null ? Future.succeededFuture() : server.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns whether the port is bound and accepts connections. Any thread. */
    public boolean isListening() {
        return isListening;
    }

    /** Reads the certificate anew, for connections to come, of all the listeners on this port. Any thread. */
    public Future<Void> reloadCertificate() {
        ServerSSLOptions options = ServerOptions.renewed(settings);
        return server == null || options == null
                ? Future.succeededFuture()
                : server.updateSSLOptions(options, true).mapEmpty();
    }

    /** Returns the port that was bound. */
    public int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    /**
     * Responds to what cannot be decoded as a request: in JSON, since it is not known what the client accepts, unless its head
     * is valid and only its body cannot be read.
     */
    private void refuse(HttpServerRequest request, Handler<RequestContext> requests, EventLoopClock clock) {
        int status = ServerPipeline.status(request);
        if (status == 501 || status == 413) {
            Fault refusal = status == 501 ? Fault.codingNotImplemented() : Fault.tooLarge();
            requests.handle(context(request, refusal, clock));
            return;
        }
        Fault fault = Fault.unreadable(status);
        writer.writeLast(context(request, null, clock), ApiResponse.fault(fault, Format.JSON));
    }

    private RequestContext context(HttpServerRequest request, @Nullable Fault refusal, EventLoopClock clock) {
        OriginalRequest original = settings.proxies().isOn() ? original(request) : null;
        RequestContext context = new RequestContext(request, refusal, original, clock.startNanos());
        logger.begin(context);
        return context;
    }

    /** Null also for a connection that was closed as it was accepted. */
    private @Nullable OriginalRequest original(HttpServerRequest request) {
        ClientConnection connection = ClientConnection.of(request.connection());
        if (connection == null) {
            return null;
        }
        return connection.mayForward()
                ? forwarded.of(connection.remote(), request.headers(), request.isSSL())
                : OriginalRequest.from(connection.remote());
    }

    /** Event loop lag: how late a timer fires, which is how long the event loop was busy or stopped. */
    private void measureLag() {
        long[] due = {System.nanoTime() + LAG_INTERVAL.toNanos()};
        vertx.setPeriodic(LAG_INTERVAL.toMillis(), timer -> {
            long now = System.nanoTime();
            logger.lag(Math.max(now - due[0], 0));
            due[0] = now + LAG_INTERVAL.toNanos();
        });
    }
}

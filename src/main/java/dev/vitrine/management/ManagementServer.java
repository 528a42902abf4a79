package dev.vitrine.management;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.model.Authority;
import dev.vitrine.model.Clocks;
import dev.vitrine.server.netty.ClientConnection;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.server.netty.ContentLength;
import dev.vitrine.server.netty.ServerPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the management listener, apart from the API's: on loopback by default. Elsewhere, everything but
 * health, the empty dashboard and the description of the API requires a token.
 *
 * <p>Its connections have limits of their own, wherever it is bound: its clients must not take the file descriptors of the
 * API. No resource takes a body; a request with one gets a 413, and its connection is closed.
 *
 * <pre>
 *   /              the dashboard: {@link DashboardHandler}
 *   /live          server-sent events for the dashboard: {@link EventStreamHandler}
 *   /openapi.yaml  the description of the API, and the same as a page: {@link OpenApiHandler}
 *   /api
 *   /healthcheck   health in oslo.middleware's form, liveness and readiness: {@link HealthHandler}
 *   /livez
 *   /readyz
 *   /status        what is wrong, since when and what to do: {@link StatusHandler}
 *   /metrics       metrics for Prometheus: {@link MetricsHandler}
 *   /config        effective settings and their origins: {@link ConfigHandler}
 *   /cache         cache content and invalidation: {@link CacheHandler}, {@link CachedImagesHandler}, {@link
 *                  ListEntriesHandler}
 *   /token         cached token validation, for {@code vitrine explain}: {@link ExplainHandler}
 *   /requests/{id} trace of one request, for {@code vitrine explain}
 *   /log-levels    levels of the log: {@link LogLevelsHandler}
 * </pre>
 */
public final class ManagementServer {
    private static final String NOT_FOUND =
            "There is /, /live, /api, /openapi.yaml, /healthcheck, /livez, /readyz, /status, /metrics, /config, /cache, /token, /requests, /log-levels.\n";
    private static final String NO_BODY = "No resource here takes a body.\n";
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    private final ManagementConfig config;
    private final List<ManagementResource> resources;
    private final Router router;
    private final ConnectionLimiter connections;
    private final HttpServer server;

    /** Builds the router; binds nothing yet. */
    public ManagementServer(Vertx vertx, ManagementConfig config, List<ManagementResource> resources) {
        this.config = config;
        this.resources = List.copyOf(resources);
        this.router = router(vertx, new ManagementAuthHandler(config.token()), this.resources);
        ListenConfig limits = config.limits();
        this.connections = new ConnectionLimiter(limits, Clocks.system());
        this.server = server(vertx, new ServerPipeline(limits, connections));
    }

    private HttpServer server(Vertx vertx, ServerPipeline pipeline) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout((int) pipeline.idleInterval().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false))
                .connectionHandler(pipeline::connected)
                // Its message can hold what the client sent.
                .exceptionHandler(broken ->
                        LOG.debug("connection failed: {}", broken.getClass().getName()))
                .invalidRequestHandler(
                        request -> refuse(request, ServerPipeline.status(request), "The request cannot be read.\n"))
                .requestHandler(this::handle);
    }

    private static Router router(Vertx vertx, ManagementAuthHandler auth, List<ManagementResource> resources) {
        Router router = Router.router(vertx);
        router.route().failureHandler(Responses::failure);
        router.errorHandler(404, context -> Responses.text(context, 404, NOT_FOUND));
        resources.forEach(resource -> resource.mount(router, auth));
        return router;
    }

    /** Starts the resources' background work and binds; the future fails if the address cannot be bound. */
    public Future<Void> listen() {
        resources.forEach(ManagementResource::start);
        return server.listen(config.port(), config.host()).mapEmpty();
    }

    /** Returns the port that is bound. */
    public int port() {
        return server.actualPort();
    }

    /** Stops background work and closes the listener with all its connections. */
    public Future<Void> close() {
        resources.forEach(ManagementResource::stop);
        return server.close();
    }

    /** Returns how many connections are open. Any thread. */
    public int connections() {
        return connections.connections();
    }

    /** Returns how many connections the gateway refused. Any thread. */
    public long refusedConnections() {
        return connections.refused();
    }

    /** The Router parses the authority outside its error handling: a malformed one must not get there. */
    private void handle(HttpServerRequest request) {
        countPending(request);
        if (hasBody(request)) {
            refuse(request, 413, NO_BODY);
        } else if (hasValidHost(request)) {
            router.handle(request);
        } else {
            Responses.send(request.response(), 400, Responses.TEXT, "Host: a host name or address is required.\n");
        }
    }

    /** Responds, and closes the connection: what follows on it is not read. */
    private static void refuse(HttpServerRequest request, int status, String text) {
        ClientConnection.announceEnd(request);
        Responses.send(request.response(), status, Responses.TEXT, text)
                .onComplete(sent -> request.connection().close());
    }

    /** While a response is awaited or, as server-sent events, goes on, its connection is not idle. */
    private static void countPending(HttpServerRequest request) {
        ClientConnection connection = ClientConnection.of(request.connection());
        if (connection != null) {
            connection.requestStarted();
            request.response().endHandler(ended -> connection.requestEnded());
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return ContentLength.exceeds(request.getHeader(HttpHeaders.CONTENT_LENGTH), 0)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Exactly one, of which HTTP/1.0 may do without (RFC 9112 section 3.2). */
    private static boolean hasValidHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.isEmpty()
                ? request.version() == HttpVersion.HTTP_1_0
                : hosts.size() == 1 && Authority.isValid(hosts.get(0));
    }
}

package dev.vitrine.client;

import dev.vitrine.client.EndpointSelector.Selection;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to a service for requests that are passed on as they are ({@link ProxyCall}): they have no deadline as a
 * whole, stream both ways, and are never sent twice. Bounds the calls in progress; more are refused at once. Each endpoint has a
 * circuit breaker. Logs and counts how calls end.
 *
 * <p>Each event loop has connections of its own ({@link #client}). So a connection is read on the event loop that answers the
 * client: what the service sends that is no response to the request is found before the next request takes the connection.
 */
public final class ProxyTransport {
    /** As of other services: less than the time after which Apache httpd closes an idle connection. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_OWN_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(ProxyTransport.class);

    private final Vertx vertx;
    private final String name;
    private final ServiceConfig config;
    private final Metrics metrics;
    private final ThrottledFailureLog failures;
    private final EndpointSelector endpoints;
    private final HostResolver resolver;

    /** For requests of the gateway's own. */
    private final HttpTransport own;

    private final AtomicInteger calls = new AtomicInteger();
    private final List<HttpClient> clients = new CopyOnWriteArrayList<>();

    /** Opens no connection yet; the name is for the log and, in lower case, for the metrics. */
    public ProxyTransport(Vertx vertx, String name, ServiceConfig config, Metrics metrics, Clocks clocks) {
        this.vertx = vertx;
        this.name = name.toLowerCase(Locale.ROOT);
        this.config = config;
        this.metrics = metrics;
        this.failures = new ThrottledFailureLog(name);
        this.own = new HttpTransport(vertx, config, host -> {});
        this.endpoints = new EndpointSelector(
                name,
                config,
                config::servers,
                clocks,
                endpoint -> own.send(ownRequest("/"), null, endpoint, deadline(config.timeout())));
        this.resolver = new HostResolver(vertx, config.connectTimeout(), endpoints::onMoved);
        metrics.register(GaugeDefinition.ENDPOINTS, this.name, endpoints::size);
        metrics.register(GaugeDefinition.EJECTED_ENDPOINTS, this.name, endpoints::ejected);
        metrics.register(GaugeDefinition.PASSED_ON, calls::get);
        metrics.register(GaugeDefinition.PASSED_ON_MAX, config::maxConnections);
    }

    /** Returns how calls to each endpoint ended. Any thread. */
    public List<EndpointState> endpoints() {
        return endpoints.states();
    }

    private ServiceRequest ownRequest(String path) {
        Map<String, String> headers = Map.of("Accept", "application/json");
        return new ServiceRequest(HttpMethod.GET, path, headers, null, MAX_OWN_BYTES, config.timeout());
    }

    private static long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    /** Makes the connections of one event loop, on which alone they are used. */
    public Client client() {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        options.setConnectTimeout((int) config.connectTimeout().toMillis())
                .setSslHandshakeTimeout(config.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        HttpTransport.setTls(options, config.tls());
        HttpClient http = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(config.maxConnections())
                        .setMaxWaitQueueSize(config.maxConnections()))
                // Otherwise the platform logs an error for each connection that breaks; the calls' failures are logged.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
        clients.add(http);
        return new Client(http);
    }

    /**
     * Gets a JSON document of 64 KiB at most by a request of the gateway's own, without a token; the future never fails.
     *
     * @param path below the endpoint's
     */
    public Future<ServiceResponse> get(String path) {
        ServiceRequest request = ownRequest(path);
        Selection selection = endpoints.select(Duration.ZERO);
        return selection == null
                ? Future.succeededFuture(ServiceResponse.failed(FailureReason.CIRCUIT_OPEN, name))
                : own.send(request, null, selection.endpoint(), deadline(request.timeout()))
                        .onSuccess(response -> selection.onResponse(response, false));
    }

    /** Closes all connections; requests in progress are cut off. */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>(List.of(own.close(), resolver.close()));
        clients.forEach(http -> closing.add(http.close()));
        return Future.join(closing).mapEmpty();
    }

    /** The connections of one event loop. */
    public final class Client {
        private final HttpClient http;

        private Client(HttpClient http) {
            this.http = http;
        }

        /**
         * Begins a call; returns null if there are as many as there may be.
         *
         * @param request as it is logged and traced; nothing of it is sent
         */
        public @Nullable ProxyCall begin(ServiceRequest request) {
            if (calls.incrementAndGet() > config.maxConnections()) {
                ServiceResponse rejected = ServiceResponse.failed(FailureReason.REJECTED, name);
                onEnd(request, rejected, System.nanoTime());
                return null;
            }
            return new ProxyCall(ProxyTransport.this, http, request);
        }
    }

    /** Returns the endpoint for a call now, or null if all are ejected. */
    @Nullable
    Selection select() {
        return endpoints.select(Duration.ZERO);
    }

    /** Takes what is known first of a try of a call: the status of its response, or why there is none. */
    void onTried(Endpoint endpoint, ServiceResponse response) {
        EndpointState.record(metrics, name, endpoint, response);
    }

    /** Returns how many endpoints a call may try. */
    int maxAttempts() {
        return config.servers().size();
    }

    /** Returns the IP address of an endpoint, or its name if the platform is to resolve it. */
    Future<String> address(Endpoint endpoint) {
        return HostResolver.isAddress(endpoint.host())
                ? Future.succeededFuture(endpoint.host())
                : resolver.address(endpoint.host(), config.connectTimeout());
    }

    /** Takes that no connection could be opened. */
    void onUnreachable() {
        resolver.discard();
    }

    Vertx vertx() {
        return vertx;
    }

    String name() {
        return name;
    }

    Duration connectTimeout() {
        return config.connectTimeout();
    }

    /** Counts and logs the end of a call, each one once. */
    void onEnd(ServiceRequest request, ServiceResponse response, long startNanos) {
        calls.decrementAndGet();
        failures.log(request, response);
        long nanos = System.nanoTime() - startNanos;
        metrics.recordCall(name, response.label(), nanos);
        metrics.traces().recordCall(request.loggedRequestId(), name, request, response, startNanos, nanos);
        LOG.debug("{} call ended: {}: {} (request {})", name, request, response, request.loggedRequestId());
    }
}

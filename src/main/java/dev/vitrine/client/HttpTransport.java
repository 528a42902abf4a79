package dev.vitrine.client;

import dev.vitrine.async.Timeouts;
import dev.vitrine.client.HttpExchange.Deadlines;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests to a service's endpoints through the Vert.x Web Client, which pools the connections. Any event loop.
 *
 * <p>Redirects are never followed: they would send the caller's token where the service says.
 *
 * <p>Two timeouts of the platform's close the connection of a call that has timed out, or whose body is too long, a moment
 * after the caller has heard of it: the request's idle timeout while there is no head of a response, however many responses of
 * status 1xx there are, and the connection's after that. The latter must not be its <em>read</em> idle timeout, which does not
 * begin anew with a request: it would close a connection soon after a request was sent on it that had rested in the pool for
 * almost as long.
 */
final class HttpTransport {
    /**
     * How long a connection rests in the pool. Less than the 5 s after which Apache httpd, which OpenStack's services often
     * run behind, closes an idle connection by default ({@code KeepAliveTimeout}): a change that is sent on a connection
     * which the service is just closing has an unknown outcome.
     */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Vertx vertx;
    private final ServiceConfig config;
    private final HostResolver resolver;
    private final Map<Duration, Connections> byFirstByteTimeout = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    /** The connections of requests with one first-byte timeout, which a connection's idle timeout must exceed. */
    private record Connections(HttpClient http, WebClient web) {}

    /**
     * Where a request goes.
     *
     * @param address the IP address to which the endpoint's host was resolved; its name if the platform is to resolve it
     */
    private record Target(Endpoint endpoint, String address) {}

    /**
     * Opens no connection yet.
     *
     * @param onMoved gets the name of each endpoint's host that has moved: see {@link HostResolver}
     */
    HttpTransport(Vertx vertx, ServiceConfig config, Consumer<String> onMoved) {
        this.vertx = vertx;
        this.config = config;
        this.resolver = new HostResolver(vertx, config.connectTimeout(), onMoved);
    }

    /**
     * Sends the request and returns how that ended; the future never fails.
     *
     * @param reader reads the body of the response, or null to have it in the response
     * @param deadlineNanos until when all has to be over, by {@link System#nanoTime}
     */
    Future<ServiceResponse> send(
            ServiceRequest request, @Nullable BodyReader reader, Endpoint endpoint, long deadlineNanos) {
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        if (left.toMillis() < 1) {
            return Future.succeededFuture(ServiceResponse.failed(FailureReason.REJECTED, endpoint.toString()));
        }
        if (HostResolver.isAddress(endpoint.host())) {
            return send(request, reader, new Target(endpoint, endpoint.host()), deadlineNanos);
        }
        // With time left for the call itself: while no name server answers, the last address is used.
        return resolver.address(endpoint.host(), left.dividedBy(2))
                .compose(address -> send(request, reader, new Target(endpoint, address), deadlineNanos))
                .onSuccess(response -> {
                    if (response instanceof Failed failed && failed.reason().isUnreachable()) {
                        resolver.discard();
                    }
                });
    }

    private Future<ServiceResponse> send(
            ServiceRequest request, @Nullable BodyReader reader, Target target, long deadlineNanos) {
        long leftMillis = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
        if (isClosed) {
            return unreachable(target.endpoint);
        }
        if (leftMillis < 1) {
            return Future.succeededFuture(ServiceResponse.failed(FailureReason.REJECTED, target.endpoint.toString()));
        }
        Duration firstByteTimeout = firstByteTimeout(request);
        Endpoint endpoint = target.endpoint;
        HttpRequest<Buffer> http = byFirstByteTimeout
                .computeIfAbsent(firstByteTimeout, this::connections)
                .web
                .request(
                        request.method(),
                        SocketAddress.inetSocketAddress(endpoint.port(), Endpoint.inUrl(target.address)),
                        endpoint.port(),
                        endpoint.hostInUrl(),
                        endpoint.path() + request.path())
                .ssl(endpoint.tls())
                .connectTimeout(leftMillis)
                .idleTimeout(closeAfter(firstByteTimeout).toMillis());
        putHeaders(request, http);
        try {
            Deadlines deadlines = new Deadlines(firstByteTimeout, deadlineNanos);
            return new HttpExchange(vertx, request, reader, endpoint, deadlines).send(http);
        } catch (IllegalStateException closed) {
            return unreachable(endpoint);
        }
    }

    /** A response without Accept-Encoding may have any coding (RFC 9110 12.5.3), and the gateway decodes none. */
    private static void putHeaders(ServiceRequest request, HttpRequest<Buffer> http) {
        http.putHeader("Accept-Encoding", "identity");
        request.headers().forEach(http::putHeader);
        if (request.requestId() != null) {
            http.putHeader(ServiceRequest.REQUEST_ID, request.requestId());
        }
    }

    private static Future<ServiceResponse> unreachable(Endpoint endpoint) {
        return Future.succeededFuture(ServiceResponse.failed(FailureReason.UNREACHABLE, endpoint.toString()));
    }

    /** Closes all connections; calls in progress end as {@link FailureReason#RESET} or {@link FailureReason#INCOMPLETE}. */
    Future<Void> close() {
        isClosed = true;
        List<Future<Void>> closing = new ArrayList<>();
        closing.add(resolver.close());
        byFirstByteTimeout.values().forEach(connections -> closing.add(connections.http.close()));
        return Future.join(closing).mapEmpty();
    }

    /** A service answers a change when it is done, which may take the whole timeout. */
    private Duration firstByteTimeout(ServiceRequest request) {
        if (request.part() != null) {
            return request.part().firstByteTimeout();
        }
        return request.method().equals(HttpMethod.GET) ? config.firstByteTimeout() : request.timeout();
    }

    /** Only after the caller has been answered, a pause of this process included. */
    private static Duration closeAfter(Duration firstByteTimeout) {
        return firstByteTimeout.plus(Timeouts.TOLERANCE);
    }

    private Connections connections(Duration firstByteTimeout) {
        WebClientOptions options = options(firstByteTimeout);
        // Calls wait in the call limiter; in the pool only those for which a connection is being opened.
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(config.maxConnections())
                .setMaxWaitQueueSize(config.maxConnections() + config.maxWaiting());
        HttpClient http = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                // Otherwise the platform logs an error for each connection that breaks; the calls' failures are logged.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
        return new Connections(http, WebClient.wrap(http, options));
    }

    private WebClientOptions options(Duration firstByteTimeout) {
        WebClientOptions options =
                new WebClientOptions().setFollowRedirects(false).setUserAgentEnabled(false);
        options.setConnectTimeout((int) config.connectTimeout().toMillis())
                .setIdleTimeout((int) closeAfter(firstByteTimeout).toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        setTls(options, config.tls());
        return options;
    }

    /** Sets what the gateway trusts and how it proves who it is. */
    static void setTls(HttpClientOptions options, TlsConfig tls) {
        options.setTrustAll(tls.insecure()).setVerifyHost(!tls.insecure());
        if (tls.caFile() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(tls.caFile().toString()));
        }
        if (tls.certFile() != null && tls.keyFile() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.certFile().toString())
                    .addKeyPath(tls.keyFile().toString()));
        }
    }
}

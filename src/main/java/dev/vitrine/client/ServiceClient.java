package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Cause;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A service behind the gateway: one HTTP client over all its addresses.
 *
 * <p>Every call ends in a {@link ServiceResponse}, never in a failed future, and within its own timeout. No more are under way than
 * the service seems to bear, the others wait; the time for that is part of the timeout. May be called from any event loop;
 * the reply comes on the caller's. Redirects are never followed: whoever could answer one would choose where our tokens
 * go.
 */
public final class ServiceClient {
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Vertx vertx;
    private final ServiceConfig settings;
    private final HttpClient client;
    private final String name;
    private final Metrics metrics;
    private final ThrottledFailureLog outages;
    private final EndpointSelector addresses;
    private final RetryBudget budget;
    private final CallLimiter gate;

    /** Opens no connection yet; the name is for the log and the figures. */
    public ServiceClient(Vertx vertx, String name, ServiceConfig settings, Metrics metrics, Clocks time) {
        this.vertx = vertx;
        this.name = name.toLowerCase(Locale.ROOT);
        this.metrics = metrics;
        this.outages = new ThrottledFailureLog(name);
        this.settings = settings;
        this.addresses = new EndpointSelector(name, settings, time);
        this.budget = new RetryBudget(time);
        this.gate = new CallLimiter(vertx, this.name, settings, metrics, time);
        metrics.register(GaugeDefinition.EJECTED_ENDPOINTS, this.name, addresses::leftOut);
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
        if (settings.caFile() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.caFile().toString()));
        }
        // Those who wait do so at the gate; here only those do for whom a connection is being opened.
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(settings.maxConnections())
                .setMaxWaitQueueSize(settings.maxConnections() + settings.maxWaiting());
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                // The platform would log an error for each connection of a service that dies; the calls tell what it
                // means.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
    }

    /**
     * Makes the call, on the next address in turn; a GET that found nobody there goes once to the one after, if not too many
     * do.
     */
    public Future<ServiceResponse> send(ServiceRequest call) {
        return send(call, null);
    }

    /**
     * Makes the call and hands on the body of a 200 in parts, as they come; the reply's own body is then empty. Any other
     * answer is as that of {@link #send(ServiceRequest)}. What was handed on counts only if the reply is an answer.
     */
    public Future<ServiceResponse> stream(ServiceRequest call, Handler<Buffer> parts) {
        return send(call, parts);
    }

    private Future<ServiceResponse> send(ServiceRequest call, @Nullable Handler<Buffer> parts) {
        long start = System.nanoTime();
        long deadline = start + call.timeout().toNanos();
        budget.called();
        return attempt(call, parts, deadline)
                .compose(reply -> {
                    boolean isRetried =
                            call.method().equals(HttpMethod.GET) && isWorthAnotherTry(reply) && budget.tryRetry();
                    return isRetried
                            ? pause(ThreadLocalRandom.current().nextInt(25, 76))
                                    .compose(done -> attempt(call, parts, deadline))
                                    .map(second -> isMade(second) ? second : reply)
                            : Future.succeededFuture(reply);
                })
                .onSuccess(reply -> {
                    outages.note(call, reply);
                    long nanos = System.nanoTime() - start;
                    metrics.recordCall(name, reply.word(), nanos);
                    metrics.traces().recordCall(call.requestId(), name, call, reply, start, nanos);
                });
    }

    /** Closes all connections; calls under way end as {@link Cause#RESET}. */
    public Future<Void> close() {
        return client.close();
    }

    private static boolean isWorthAnotherTry(ServiceResponse reply) {
        if (reply instanceof Failed failed) {
            return failed.cause() == Cause.UNREACHABLE || failed.cause() == Cause.RESET;
        }
        return reply instanceof Answered answered && (answered.status() == 502 || answered.status() == 503);
    }

    private Future<Void> pause(int millis) {
        return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    }

    private Future<ServiceResponse> attempt(ServiceRequest call, @Nullable Handler<Buffer> parts, long deadline) {
        if (!addresses.isAnyToBeAsked(call.isChange())) {
            return failed(Cause.LEFT_OUT);
        }
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return gate.pass(call, parts != null, left, () -> ask(call, parts, deadline));
    }

    private Future<ServiceResponse> ask(ServiceRequest call, @Nullable Handler<Buffer> parts, long deadline) {
        EndpointSelector.Turn turn = addresses.next(call.isChange());
        return turn == null
                ? failed(Cause.LEFT_OUT)
                : Future.succeededFuture()
                        .compose(go -> ask(call, parts, turn.server(), deadline))
                        .otherwise(closed -> new Failed(Cause.UNREACHABLE))
                        .onSuccess(turn::ended);
    }

    private static Future<ServiceResponse> failed(Cause cause) {
        return Future.succeededFuture(new Failed(cause));
    }

    private static boolean isMade(ServiceResponse reply) {
        return !(reply instanceof Failed failed)
                || (failed.cause() != Cause.LEFT_OUT && failed.cause() != Cause.SATURATED);
    }

    private Future<ServiceResponse> ask(
            ServiceRequest call, @Nullable Handler<Buffer> parts, Endpoint server, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.toMillis() < 1) {
            return failed(Cause.SATURATED);
        }
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setSsl(server.tls())
                .setHost(server.hostInUrl())
                .setPort(server.port())
                .setURI(server.path() + call.path())
                .setFollowRedirects(false)
                .setConnectTimeout(left.toMillis());
        call.headers().forEach(options::putHeader);
        return client.request(options)
                .transform(request -> request.succeeded()
                        ? exchange(request.result(), call, parts, deadline)
                        : failed(noConnection(request.cause())));
    }

    private Future<ServiceResponse> exchange(
            HttpClientRequest request, ServiceRequest call, @Nullable Handler<Buffer> parts, long deadline) {
        Future<HttpClientResponse> head = call.body() == null ? request.send() : request.send(call.body());
        return within(firstByteTimeout(call), deadline, head)
                .transform(response -> response.succeeded()
                        ? body(response.result(), call, parts, deadline)
                        : failed(noHead(response.cause())))
                .onSuccess(reply -> {
                    if (reply instanceof Failed) {
                        request.reset();
                    }
                });
    }

    /** A change may take its time before the first byte: the service answers when it is done. */
    private Duration firstByteTimeout(ServiceRequest call) {
        return call.method().equals(HttpMethod.GET) ? settings.firstByteTimeout() : call.timeout();
    }

    private Future<ServiceResponse> body(
            HttpClientResponse response, ServiceRequest call, @Nullable Handler<Buffer> parts, long deadline) {
        Future<Buffer> whole = parts != null && response.statusCode() == 200
                ? BoundedBody.stream(response, call.maxBytes(), parts)
                : BoundedBody.read(response, call.maxBytes());
        return within(call.timeout(), deadline, whole)
                .transform(body -> Future.succeededFuture(
                        body.succeeded()
                                ? new Answered(response.statusCode(), response.headers(), body.result())
                                : new Failed(noBody(body.cause()))));
    }

    private <T> Future<T> within(Duration most, long deadline, Future<T> future) {
        long left = Math.min(most.toNanos(), deadline - System.nanoTime());
        return Timeouts.within(vertx, Duration.ofNanos(left), future);
    }

    private static Cause noConnection(Throwable t) {
        return t instanceof ConnectionPoolTooBusyException
                ? Cause.SATURATED
                : t instanceof TimeoutException ? Cause.LATE : Cause.UNREACHABLE;
    }

    private static Cause noHead(Throwable t) {
        return t instanceof TimeoutException ? Cause.LATE : isUnreadable(t) ? Cause.UNREADABLE : Cause.RESET;
    }

    private static Cause noBody(Throwable t) {
        return t instanceof BoundedBody.TooLarge
                ? Cause.TOO_LARGE
                : t instanceof TimeoutException ? Cause.LATE : isUnreadable(t) ? Cause.UNREADABLE : Cause.BROKEN;
    }

    /** So the platform says that what came cannot be taken apart; a connection's end it tells otherwise. */
    private static boolean isUnreadable(Throwable t) {
        return t instanceof IllegalArgumentException || t instanceof DecoderException;
    }
}

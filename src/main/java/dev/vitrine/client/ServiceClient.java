package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.client.limit.CircuitBreaker;
import dev.vitrine.client.limit.RetryBudget;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of a service: what stands above a single request. It selects an endpoint, limits the calls in progress to what
 * the service bears, keeps a circuit breaker for each endpoint, and retries a read or a login once.
 *
 * <p>Every call ends in a {@link ServiceResponse}, never in a failed future, and within its own timeout; the time in which a
 * call waits for others is part of that. May be called from any event loop; the response comes on the caller's.
 */
public final class ServiceClient {
    private static final int MAX_CHECK_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(ServiceClient.class);

    private final Vertx vertx;
    private final String name;
    private final Metrics metrics;
    private final ThrottledFailureLog failures;
    private final EndpointSource source;
    private final EndpointSelector endpoints;
    private final RetryBudget budget;
    private final CallLimiter limiter;
    private final HttpTransport transport;

    /** Has connections of its own: what the service leaves on one must meet no client's request. */
    private final HttpTransport checks;

    /** Where the endpoints of a service come from. Any thread; must not block. */
    @FunctionalInterface
    public interface EndpointSource {
        /** Returns the endpoints, each one once; the same list as long as they are the same. Empty while none is known. */
        List<Endpoint> endpoints();

        /**
         * Takes that a call was not made since no endpoint is known or available, or ended without a response of the
         * service's, or in its refusal of a token: the endpoints may have moved. By default they cannot.
         */
        default void onFailure() {}
    }

    /**
     * Calls the endpoints of a source. Opens no connection yet; the name is for the log and, in lower case, for the
     * metrics.
     */
    public ServiceClient(
            Vertx vertx, String name, ServiceConfig config, EndpointSource source, Metrics metrics, Clocks clocks) {
        this.vertx = vertx;
        this.name = name.toLowerCase(Locale.ROOT);
        this.metrics = metrics;
        this.failures = new ThrottledFailureLog(name);
        this.budget = new RetryBudget(clocks);
        this.limiter = new CallLimiter(vertx, this.name, config, metrics, clocks);
        this.transport = new HttpTransport(vertx, config, this::onMoved);
        this.checks = new HttpTransport(vertx, config, host -> {});
        this.source = source;
        this.endpoints =
                new EndpointSelector(name, config, source, clocks, endpoint -> check(endpoint, config.timeout()));
        metrics.register(GaugeDefinition.ENDPOINTS, this.name, endpoints::size);
        metrics.register(GaugeDefinition.EJECTED_ENDPOINTS, this.name, endpoints::ejected);
    }

    /**
     * A call with what stays the same for both tries.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @param last the endpoint of the last try
     * @param sent how many requests were sent
     */
    private record Call(
            ServiceRequest request,
            @Nullable BodyReader reader,
            long deadlineNanos,
            AtomicReference<@Nullable Endpoint> last,
            AtomicInteger sent) {
        Duration left() {
            return Duration.ofNanos(deadlineNanos - System.nanoTime());
        }

        /** Returns until when a request that is sent now must be answered. */
        long responseDeadlineNanos() {
            ServiceRequest.Part part = request.part();
            if (part == null) {
                return deadlineNanos;
            }
            long now = System.nanoTime();
            return now + Math.min(deadlineNanos - now, part.timeout().toNanos());
        }

        boolean isLong() {
            return reader != null && reader.isLong();
        }

        /** Returns how much later than another call this one may be the first to an endpoint that was ejected. */
        Duration trialDelay() {
            return request.isChange() ? CircuitBreaker.OPEN : isLong() ? CircuitBreaker.LONG_READ_DELAY : Duration.ZERO;
        }

        /** Returns whether the response is worth a second try, which may have another endpoint. */
        boolean isRetryable(ServiceResponse response) {
            boolean isRead = request.method().equals(HttpMethod.GET);
            if (!isRead && !request.method().equals(HttpMethod.POST)) {
                return false;
            }
            return response instanceof Failed failed
                    ? failed.reason().isUnreachable() || (isRead && failed.reason() == FailureReason.RESET)
                    : response.hasStatus(502) || response.hasStatus(503);
        }
    }

    /** Returns the service's name, in lower case. */
    public String name() {
        return name;
    }

    /** Returns how calls to each endpoint ended. Any thread. */
    public List<EndpointState> endpoints() {
        return endpoints.states();
    }

    /** Sends the request and returns the response with its whole body. */
    public Future<ServiceResponse> send(ServiceRequest request) {
        return send(request, null);
    }

    /**
     * Sends the request and hands the body of the response to the reader while it arrives. What was read counts only if the
     * response is an {@link Answered} with status 200, or if it failed as {@link FailureReason#TOO_LARGE} or
     * {@link FailureReason#TIMEOUT} and what was read is plainly not of an error.
     */
    public Future<ServiceResponse> stream(ServiceRequest request, BodyReader reader) {
        return send(request, reader);
    }

    private Future<ServiceResponse> send(ServiceRequest request, @Nullable BodyReader reader) {
        long start = System.nanoTime();
        Call call = new Call(
                request, reader, start + request.timeout().toNanos(), new AtomicReference<>(), new AtomicInteger());
        budget.onCall();
        return attempt(call)
                .compose(response ->
                        call.isRetryable(response) ? retry(call, response) : Future.succeededFuture(response))
                .onSuccess(response -> {
                    if (isFailure(response)) {
                        source.onFailure();
                    }
                    failures.log(request, response);
                    long nanos = System.nanoTime() - start;
                    metrics.recordCall(name, response.label(), nanos);
                    metrics.traces().recordCall(request.loggedRequestId(), name, request, response, start, nanos);
                    debug("ended", call, response);
                });
    }

    private void debug(String step, Call call, ServiceResponse response) {
        if (LOG.isDebugEnabled()) {
            Endpoint endpoint = call.last.get();
            LOG.debug(
                    "{} call {}: {} at {}: {} with {} ms left (request {})",
                    name,
                    step,
                    call.request,
                    endpoint == null ? "no endpoint" : endpoint,
                    response instanceof Failed failed ? failed.detail() : response,
                    call.left().toMillis(),
                    call.request.loggedRequestId());
        }
    }

    /** Closes all connections; calls in progress end as {@link FailureReason#RESET} or {@link FailureReason#INCOMPLETE}. */
    public Future<Void> close() {
        return Future.join(transport.close(), checks.close()).mapEmpty();
    }

    /** Sends the request once more if the budget allows it; where that is not possible, the first response stands. */
    private Future<ServiceResponse> retry(Call call, ServiceResponse first) {
        // To another endpoint it is the first request for this call, and no further load.
        boolean isFree = first instanceof Failed failed && failed.reason().isUnreachable() && endpoints.hasSeveral();
        if (!(isFree || budget.tryRetry(call.request.project())) || (call.reader != null && !call.reader.restart())) {
            return Future.succeededFuture(first);
        }
        debug("is retried", call, first);
        // The timer fails if Vert.x closes meanwhile.
        return vertx.timer(ThreadLocalRandom.current().nextInt(25, 76), TimeUnit.MILLISECONDS)
                .transform(end -> end.succeeded() ? attempt(call) : Future.succeededFuture(first))
                .map(second -> isSent(second) ? second : first);
    }

    /** A rejected or abandoned call says nothing of the endpoints; a 401 may be that of another service. */
    private static boolean isFailure(ServiceResponse response) {
        return response instanceof Failed failed
                ? failed.reason() != FailureReason.REJECTED
                        && failed.reason() != FailureReason.ABANDONED
                        && EndpointSelector.isFailure(response)
                : response.hasStatus(401) || EndpointSelector.isFailure(response);
    }

    private static boolean isSent(ServiceResponse response) {
        return !(response instanceof Failed failed)
                || (failed.reason() != FailureReason.CIRCUIT_OPEN
                        && failed.reason() != FailureReason.NO_ENDPOINT
                        && failed.reason() != FailureReason.REJECTED
                        && failed.reason() != FailureReason.ABANDONED);
    }

    private Future<ServiceResponse> attempt(Call call) {
        if (!endpoints.isAnyAvailable(call.trialDelay())) {
            return noneAvailable();
        }
        return limiter.run(call.request, call::isLong, call.left(), () -> exchange(call));
    }

    private Future<ServiceResponse> exchange(Call call) {
        EndpointSelector.Selection selection = endpoints.select(call.trialDelay(), call.last.get());
        if (selection == null) {
            return noneAvailable();
        }
        call.last.set(selection.endpoint());
        if (!selection.isTrial() || !call.isLong()) {
            return exchange(call, selection);
        }
        return Future.fromCompletionStage(selection.isFailing().toCompletionStage(), vertx.getOrCreateContext())
                .compose(isFailing -> isFailing ? noneAvailable() : exchange(call, selection));
    }

    private Future<ServiceResponse> exchange(Call call, EndpointSelector.Selection selection) {
        if (call.reader != null) {
            call.reader.onSent();
        }
        CallTrace trace = CallTrace.begin(name, call.request, false, selection.endpoint(), call.sent.getAndIncrement());
        return transport
                .send(
                        call.request.with(trace.headers()),
                        call.reader,
                        selection.endpoint(),
                        call.responseDeadlineNanos())
                .onSuccess(response -> {
                    trace.end(response);
                    selection.onResponse(response, call.isLong());
                    EndpointState.record(metrics, name, selection.endpoint(), response);
                });
    }

    /** Sends a request that no client can influence, past the call limiter: it decides whether calls are made at all. */
    private Future<ServiceResponse> check(Endpoint endpoint, Duration timeout) {
        ServiceRequest request = new ServiceRequest(
                HttpMethod.GET, "/", Map.of("Accept", "application/json"), null, MAX_CHECK_BYTES, timeout);
        return checks.send(request, null, endpoint, System.nanoTime() + timeout.toNanos());
    }

    private void onMoved(String host) {
        endpoints.onMoved(host);
    }

    private Future<ServiceResponse> noneAvailable() {
        FailureReason reason = endpoints.isEmpty() ? FailureReason.NO_ENDPOINT : FailureReason.CIRCUIT_OPEN;
        return Future.succeededFuture(ServiceResponse.failed(reason, name));
    }
}

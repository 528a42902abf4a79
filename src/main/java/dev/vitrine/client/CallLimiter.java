package dev.vitrine.client;

import dev.vitrine.async.Timeouts;
import dev.vitrine.client.ConcurrencyLimit.Sample;
import dev.vitrine.client.FairQueue.Ticket;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds the calls in progress to a service by a {@link ConcurrencyLimit}; further calls wait in a {@link FairQueue}. No more
 * wait than are admitted in a fifth of a call's timeout at the present pace: a call that waits for longer has too little time
 * left for a response, and is better rejected at once. Any event loop.
 */
final class CallLimiter {
    private final Vertx vertx;
    private final String name;
    private final Clocks clocks;
    private final Duration slow;
    private final Duration maxWait;
    private final int maxWaiting;
    private final ConcurrencyLimit limit;
    private final FairQueue queue;

    /** Registers its gauges under the service's name. */
    CallLimiter(Vertx vertx, String name, ServiceConfig config, Metrics metrics, Clocks clocks) {
        this.vertx = vertx;
        this.name = name;
        this.clocks = clocks;
        this.slow = config.firstByteTimeout().dividedBy(2);
        this.limit = new ConcurrencyLimit(config.minCalls(), config.maxConnections(), clocks);
        this.maxWait = config.timeout().dividedBy(5);
        this.maxWaiting = config.maxWaiting();
        this.queue = new FairQueue(limit::current, this::maxWaiting);
        metrics.register(GaugeDefinition.CONCURRENCY_LIMIT, name, limit::current);
        metrics.register(GaugeDefinition.CALLS_WAITING, name, queue::waiting);
    }

    /**
     * Runs the call when the limit allows it, or returns {@link FailureReason#REJECTED}; {@link FailureReason#ABANDONED} if those
     * who wait for it are gone by then.
     *
     * @param isStreamed whether the body of the response is read while it arrives: it is long, and the time that it takes is
     *     no sample of the service's load
     * @param timeout how long the call may wait
     */
    Future<ServiceResponse> run(
            ServiceRequest request, boolean isStreamed, Duration timeout, Supplier<Future<ServiceResponse>> exchange) {
        Ticket ticket = queue.enter(request.project(), request.isAbandoned());
        boolean isTimed = !isStreamed && request.method().equals(HttpMethod.GET);
        if (ticket.admitted().isDone()) {
            return ticket.admitted().getNow(false) ? call(request, isTimed, ticket, exchange) : rejected(request);
        }
        Future<Boolean> admitted = Future.fromCompletionStage(ticket.admitted(), vertx.getOrCreateContext());
        return Timeouts.within(vertx, timeout, admitted).transform(end -> {
            boolean isAdmitted = end.succeeded() ? end.result() : !queue.leave(ticket);
            return isAdmitted ? call(request, isTimed, ticket, exchange) : rejected(request);
        });
    }

    private Future<ServiceResponse> rejected(ServiceRequest request) {
        boolean isAbandoned = request.isAbandoned().getAsBoolean();
        FailureReason reason = isAbandoned ? FailureReason.ABANDONED : FailureReason.REJECTED;
        return Future.succeededFuture(ServiceResponse.failed(reason, name));
    }

    private Future<ServiceResponse> call(
            ServiceRequest request, boolean isTimed, Ticket ticket, Supplier<Future<ServiceResponse>> exchange) {
        if (request.isAbandoned().getAsBoolean()) {
            queue.release(ticket);
            return rejected(request);
        }
        long start = clocks.nanos();
        return exchange.get().onSuccess(response -> {
            Sample sample = sample(response, isTimed, clocks.nanos() - start);
            limit.onSample(sample, start, queue.inProgress());
            queue.release(ticket);
        });
    }

    private int maxWaiting() {
        long admittedInTime = limit.current() * maxWait.toNanos() / Math.max(limit.averageNanos(), 1);
        return (int) Math.max(Math.min(admittedInTime, maxWaiting), 1);
    }

    private Sample sample(ServiceResponse response, boolean isTimed, long tookNanos) {
        if (response instanceof Answered answered) {
            if (answered.status() == 429 || answered.status() == 503 || answered.status() == 504) {
                return Sample.OVERLOADED;
            }
            boolean isServed = isTimed && answered.status() == 200;
            return isTimed && tookNanos > slow.toNanos() ? Sample.SLOW : isServed ? Sample.TIMED : Sample.UNTIMED;
        }
        boolean isTimeout = ((Failed) response).reason() == FailureReason.TIMEOUT;
        return !isTimeout ? Sample.NONE : isTimed ? Sample.SLOW : Sample.OVERLOADED;
    }
}

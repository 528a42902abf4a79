package dev.vitrine.client;

import dev.vitrine.client.ConcurrencyLimit.Load;
import dev.vitrine.client.FairQueue.Ticket;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Cause;
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
 * Lets as many calls through to a service as it bears; the others wait, but no more than are let through in a fifth of a
 * call's time at the pace of late: who waits for longer has too little time left for an answer, and is better told at
 * once. Any event loop.
 */
final class CallLimiter {
    private final Vertx vertx;
    private final Clocks time;
    private final Duration slow;
    private final Duration patience;
    private final int mostWaiting;
    private final ConcurrencyLimit limit;
    private final FairQueue queue;

    /** Shows its figures under the service's name. */
    CallLimiter(Vertx vertx, String name, ServiceConfig settings, Metrics metrics, Clocks time) {
        this.vertx = vertx;
        this.time = time;
        this.slow = settings.firstByteTimeout().dividedBy(2);
        this.limit = new ConcurrencyLimit(settings.minCalls(), settings.maxConnections(), time);
        this.patience = settings.timeout().dividedBy(5);
        this.mostWaiting = settings.maxWaiting();
        this.queue = new FairQueue(limit::calls, this::mostWaiting);
        metrics.register(GaugeDefinition.CONCURRENCY_LIMIT, name, limit::calls);
        metrics.register(GaugeDefinition.CALLS_WAITING, name, queue::waiting);
    }

    /**
     * Makes the call when it may be made, or returns {@link Cause#SATURATED}.
     *
     * @param isStreamed whether its answer is handed on in parts: then it is long, and says nothing by the time it takes
     * @param most how long it may wait
     */
    Future<ServiceResponse> pass(
            ServiceRequest call, boolean isStreamed, Duration most, Supplier<Future<ServiceResponse>> making) {
        Ticket ticket = queue.enter(call.project());
        if (ticket.admitted().isDone()) {
            return goOn(ticket.admitted().getNow(false), call, isStreamed, ticket, making);
        }
        Future<Boolean> admitted = Future.fromCompletionStage(ticket.admitted(), vertx.getOrCreateContext());
        return Timeouts.within(vertx, most, admitted).transform(end -> {
            boolean isAdmitted = end.succeeded() ? end.result() : !queue.leave(ticket);
            return goOn(isAdmitted, call, isStreamed, ticket, making);
        });
    }

    private Future<ServiceResponse> goOn(
            boolean isAdmitted,
            ServiceRequest call,
            boolean isStreamed,
            Ticket ticket,
            Supplier<Future<ServiceResponse>> making) {
        return isAdmitted
                ? make(call, isStreamed, ticket, making)
                : Future.succeededFuture(new Failed(Cause.SATURATED));
    }

    private Future<ServiceResponse> make(
            ServiceRequest call, boolean isStreamed, Ticket ticket, Supplier<Future<ServiceResponse>> making) {
        long start = time.nanos();
        return Future.succeededFuture()
                .compose(go -> making.get())
                .otherwise(closed -> new Failed(Cause.UNREACHABLE))
                .onSuccess(reply -> {
                    boolean isTimed = !isStreamed && call.method().equals(HttpMethod.GET);
                    limit.ended(load(reply, isTimed, time.nanos() - start), start, queue.underWay());
                    queue.ended(ticket);
                });
    }

    private int mostWaiting() {
        long worthIt = limit.calls() * patience.toNanos() / Math.max(limit.usualNanos(), 1);
        return (int) Math.max(Math.min(worthIt, mostWaiting), 1);
    }

    private Load load(ServiceResponse reply, boolean isTimed, long tookNanos) {
        if (reply instanceof Answered answered) {
            if (answered.status() == 429 || answered.status() == 503 || answered.status() == 504) {
                return Load.BUSY;
            }
            boolean isServed = isTimed && answered.status() == 200;
            return isTimed && tookNanos > slow.toNanos() ? Load.SLOW : isServed ? Load.SERVED : Load.LIGHT;
        }
        boolean isLate = ((Failed) reply).cause() == Cause.LATE;
        return !isLate ? Load.UNKNOWN : isTimed ? Load.SLOW : Load.BUSY;
    }
}

package dev.vitrine.client;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.async.Timeouts;
import dev.vitrine.client.ConcurrencyLimit.Sample;
import dev.vitrine.client.FairQueue.Ticket;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Bounds the calls in progress to a service by a {@link ConcurrencyLimit}; further calls wait in a {@link FairQueue}. No more
 * wait than will be admitted, at the present pace, while they have twice a call's usual time left: a call that waits for longer
 * may get no response before its timeout, and is better rejected at once. Any event loop.
 *
 * <p>Long calls, which are those for lists, may be a quarter of the calls in progress: a service may take a thousand times as
 * long for a list as for an image, and would have no call left for other requests. A long call waits in a queue of its own until
 * it may be one of that quarter, and then in the common queue.
 *
 * <p>What a call took is the service's time alone: the lag of the event loop is taken off ({@link LoopLag}). Where that is more
 * than a quarter, the rest is no measure.
 */
final class CallLimiter {
    /** The part of a call's duration, as a divisor, beyond which the event loop's lag makes it no measure. */
    private static final int MAX_LAG_SHARE = 4;

    /** The part of the calls in progress, as a divisor, that may be long; two may in any case. */
    private static final int LONG_SHARE = 4;

    private static final int MIN_LONG = 2;
    private static final int MAX_PROJECTS = 1_000;
    private static final Duration PROJECT_TTL = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final String name;
    private final Clocks clocks;
    private final Duration slow;
    private final Duration timeout;
    private final int maxWaiting;
    private final ConcurrencyLimit limit;
    private final FairQueue queue;
    private final FairQueue longQueue;

    /** The moving average of each project's long calls: slow lists of one project shorten its own queue, not that of others. */
    private final Cache<String, Long> longNanos;

    /** One for each event loop. */
    private final Map<Thread, LoopLag> lags = new ConcurrentHashMap<>();

    /** Registers its gauges under the service's name. */
    CallLimiter(Vertx vertx, String name, ServiceConfig config, Metrics metrics, Clocks clocks) {
        this.vertx = vertx;
        this.name = name;
        this.clocks = clocks;
        this.slow = config.firstByteTimeout().dividedBy(2);
        this.limit = new ConcurrencyLimit(config.minCalls(), config.maxConnections(), clocks);
        this.timeout = config.timeout();
        this.maxWaiting = config.maxWaiting();
        this.queue = new FairQueue(limit::current, calls -> maxWaiting(calls, limit.averageNanos()));
        this.longNanos = ExpiringCache.of(MAX_PROJECTS, PROJECT_TTL, clocks);
        this.longQueue = new FairQueue(
                this::maxLong,
                calls -> maxWaiting,
                (project, calls) -> maxWaiting(calls, longNanos.asMap().getOrDefault(project, 0L)));
        metrics.register(GaugeDefinition.CONCURRENCY_LIMIT, name, limit::current);
        metrics.register(GaugeDefinition.CALLS_WAITING, name, () -> queue.waiting() + longQueue.waiting());
    }

    /**
     * Runs the call when the limit allows it, or returns {@link FailureReason#REJECTED}; {@link FailureReason#ABANDONED} if those
     * who wait for it are gone by then.
     *
     * @param isLong whether the body of the response is long: then the call's duration is no sample of the service's load. Asked
     *     when the call begins, since a list counts as long from the start, and again when it has ended, since only then it is
     *     known whether a single record is long
     * @param timeout how long the call may wait in both queues together
     */
    Future<ServiceResponse> run(
            ServiceRequest request,
            BooleanSupplier isLong,
            Duration timeout,
            Supplier<Future<ServiceResponse>> exchange) {
        if (!isLong.getAsBoolean()) {
            BooleanSupplier isTimed = () -> request.method().equals(HttpMethod.GET) && !isLong.getAsBoolean();
            return admit(queue, request, timeout, () -> measure(isTimed, exchange));
        }
        long deadlineNanos = clocks.nanos() + timeout.toNanos();
        return admit(longQueue, request, timeout, () -> {
            Duration left = Duration.ofNanos(deadlineNanos - clocks.nanos());
            return admit(queue, request, left, () -> measureLong(request, exchange));
        });
    }

    private Future<ServiceResponse> admit(
            FairQueue to, ServiceRequest request, Duration timeout, Supplier<Future<ServiceResponse>> call) {
        Ticket ticket = to.enter(request.project(), request.isAbandoned());
        if (ticket.admitted().isDone()) {
            return ticket.admitted().getNow(false) ? call(to, ticket, request, call) : rejected(request);
        }
        Future<Boolean> admitted = Future.fromCompletionStage(ticket.admitted(), vertx.getOrCreateContext());
        return Timeouts.within(vertx, timeout, admitted).transform(end -> {
            boolean isAdmitted = end.succeeded() ? end.result() : !to.leave(ticket);
            return isAdmitted ? call(to, ticket, request, call) : rejected(request);
        });
    }

    private Future<ServiceResponse> rejected(ServiceRequest request) {
        boolean isAbandoned = request.isAbandoned().getAsBoolean();
        FailureReason reason = isAbandoned ? FailureReason.ABANDONED : FailureReason.REJECTED;
        return Future.succeededFuture(ServiceResponse.failed(reason, name));
    }

    private Future<ServiceResponse> call(
            FairQueue from, Ticket ticket, ServiceRequest request, Supplier<Future<ServiceResponse>> call) {
        if (request.isAbandoned().getAsBoolean()) {
            from.release(ticket);
            return rejected(request);
        }
        return call.get().onSuccess(response -> from.release(ticket));
    }

    private Future<ServiceResponse> measure(BooleanSupplier isTimed, Supplier<Future<ServiceResponse>> exchange) {
        LoopLag lag = lag();
        long lagBegin = lag.begin();
        long start = clocks.nanos();
        return exchange.get().onSuccess(response -> {
            long late = lag.end(lagBegin);
            Sample sample = sample(response, isTimed.getAsBoolean(), clocks.nanos() - start, late);
            limit.onSample(sample, start + late, queue.inProgress());
        });
    }

    /**
     * A long call is no sample of the service's latency; its status may still say that the service is overloaded. A timeout says
     * nothing: the list may be too long.
     */
    private Future<ServiceResponse> measureLong(ServiceRequest request, Supplier<Future<ServiceResponse>> exchange) {
        String project = request.project() == null ? "" : request.project();
        long start = clocks.nanos();
        return exchange.get().onSuccess(response -> {
            long took = clocks.nanos() - start;
            longNanos.asMap().merge(project, took, (average, last) -> average + (last - average) / 8);
            if (response instanceof Answered) {
                limit.onSample(sample(response, false, took, 0), start, queue.inProgress());
            }
        });
    }

    private LoopLag lag() {
        return Context.isOnEventLoopThread()
                ? lags.computeIfAbsent(Thread.currentThread(), thread -> new LoopLag(vertx))
                : new LoopLag(vertx);
    }

    private int maxLong() {
        return Math.max(limit.current() / LONG_SHARE, MIN_LONG);
    }

    private int maxWaiting(int calls, long averageNanos) {
        long average = Math.max(averageNanos, 1);
        long admittedInTime = calls * (timeout.toNanos() - 2 * average) / average;
        return (int) Math.max(Math.min(admittedInTime, maxWaiting), 1);
    }

    private Sample sample(ServiceResponse response, boolean isTimed, long tookNanos, long lateNanos) {
        boolean isLate = lateNanos > tookNanos / MAX_LAG_SHARE;
        boolean isSlow = isTimed && tookNanos - lateNanos > slow.toNanos();
        if (response instanceof Answered answered) {
            if (answered.status() == 429) {
                // This client has sent too many requests (RFC 6585): that says nothing of the service's load.
                return Sample.NONE;
            }
            if (answered.status() == 503 || answered.status() == 504) {
                return Sample.OVERLOADED;
            }
            boolean isMeasure = isTimed && answered.status() == 200 && !isLate;
            return isSlow ? Sample.SLOW : isMeasure ? Sample.TIMED : Sample.UNTIMED;
        }
        boolean isTimeout = ((Failed) response).reason() == FailureReason.TIMEOUT;
        // A read that times out early had waited in the queue, or the event loop was late: no slowness of the service.
        return isTimeout && isSlow ? Sample.SLOW : isTimeout && !isTimed ? Sample.OVERLOADED : Sample.NONE;
    }
}

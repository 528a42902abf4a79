package dev.vitrine.client;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.async.Timeouts;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.client.limit.ConcurrencyLimit;
import dev.vitrine.client.limit.ConcurrencyLimit.Sample;
import dev.vitrine.client.limit.FairQueue;
import dev.vitrine.client.limit.FairQueue.Ticket;
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
 * it may be one of that quarter, and then in the common queue, before others of its project: no more than that quarter do so. The
 * next page of a list does not wait behind lists that have not begun.
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
        this.maxWaiting = config.maxWaiting();
        Duration timeout = config.timeout();
        this.queue = new FairQueue(limit::current, calls -> maxWaiting(calls, limit.averageNanos(), timeout));
        this.longNanos = ExpiringCache.of(MAX_PROJECTS, PROJECT_TTL, clocks);
        this.longQueue = new FairQueue(this::maxLong, calls -> maxWaiting);
        metrics.register(GaugeDefinition.CONCURRENCY_LIMIT, name, limit::current);
        metrics.register(GaugeDefinition.CALLS_ACTIVE, name, queue::inProgress);
        metrics.register(GaugeDefinition.CALLS_ACTIVE_MAX, name, config::maxConnections);
        metrics.register(GaugeDefinition.CALLS_WAITING, name, () -> queue.waiting() + longQueue.waiting());
        metrics.register(GaugeDefinition.CALLS_WAITING_MAX, name, () -> 2 * maxWaiting);
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
            Ticket ticket = queue.enter(request.project(), request.isAbandoned());
            return admit(new Entry(queue, ticket, timeout), request, () -> measure(isTimed, exchange));
        }
        long deadlineNanos = clocks.nanos() + timeout.toNanos();
        return admit(new Entry(longQueue, enterLong(request, timeout), timeout), request, () -> {
            Ticket ticket = queue.enterNext(request.project(), request.isAbandoned());
            Duration left = Duration.ofNanos(deadlineNanos - clocks.nanos());
            return admit(new Entry(queue, ticket, left), request, () -> measureLong(request, exchange));
        });
    }

    /** How many lists of the project may wait depends on what its own took, and on how long this one may wait. */
    private Ticket enterLong(ServiceRequest request, Duration timeout) {
        if (request.part() != null && request.part().isNext()) {
            return longQueue.enterNext(request.project(), request.isAbandoned());
        }
        long averageNanos = longNanos.asMap().getOrDefault(projectOf(request), 0L);
        return longQueue.enter(
                request.project(), request.isAbandoned(), calls -> maxWaiting(calls, averageNanos, timeout));
    }

    private static String projectOf(ServiceRequest request) {
        return request.project() == null ? "" : request.project();
    }

    /** A call's place in a queue, and how long it may wait there. */
    private record Entry(FairQueue to, Ticket ticket, Duration timeout) {}

    private Future<ServiceResponse> admit(Entry entry, ServiceRequest request, Supplier<Future<ServiceResponse>> call) {
        FairQueue to = entry.to;
        Ticket ticket = entry.ticket;
        if (ticket.admitted().isDone()) {
            return ticket.admitted().getNow(false) ? call(to, ticket, request, call) : rejected(request);
        }
        Future<Boolean> admitted = Future.fromCompletionStage(ticket.admitted(), vertx.getOrCreateContext());
        return Timeouts.within(vertx, entry.timeout, admitted).transform(end -> {
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
        long start = clocks.nanos();
        return exchange.get().onSuccess(response -> {
            long took = clocks.nanos() - start;
            longNanos.asMap().merge(projectOf(request), took, (average, last) -> average + (last - average) / 8);
            if (response instanceof Answered) {
                limit.onSample(sample(response, false, took, 0), start, queue.inProgress());
            }
        });
    }

    private LoopLag lag() {
        if (!Context.isOnEventLoopThread()) {
            return new LoopLag(vertx);
        }
        LoopLag known = lags.get(Thread.currentThread());
        return known == null ? lags.computeIfAbsent(Thread.currentThread(), thread -> new LoopLag(vertx)) : known;
    }

    private int maxLong() {
        return Math.max(limit.current() / LONG_SHARE, MIN_LONG);
    }

    private int maxWaiting(int calls, long averageNanos, Duration timeout) {
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

    /**
     * How late one event loop was while calls were in progress on it: in that time it sent no request and read no response, so that
     * it is no part of what a service took. A timer that fires late measures it; it runs only while there are calls.
     *
     * <p>For the event loop on which it is made; its methods may be called from any thread.
     */
    private static final class LoopLag {
        private static final Duration TICK = Duration.ofMillis(10);

        /** A timer that is no later than this is in time: timers have a resolution of a millisecond. */
        private static final long TOLERANCE_NANOS = Duration.ofMillis(5).toNanos();

        private final Vertx vertx;
        private int calls;
        private boolean isTicking;
        private long dueNanos;
        private long pastNanos;

        LoopLag(Vertx vertx) {
            this.vertx = vertx;
        }

        /** Takes the begin of a call; returns what {@link #end} needs at its end. To be called on the event loop. */
        synchronized long begin() {
            calls++;
            if (!isTicking) {
                isTicking = true;
                tick();
            }
            return totalNanos();
        }

        /** Takes the end of a call; returns for how long the event loop was late since its begin, in nanoseconds. */
        synchronized long end(long begin) {
            calls--;
            return totalNanos() - begin;
        }

        private void tick() {
            dueNanos = System.nanoTime() + TICK.toNanos();
            vertx.setTimer(TICK.toMillis(), timer -> onTick());
        }

        private synchronized void onTick() {
            pastNanos = totalNanos();
            isTicking = calls > 0;
            if (isTicking) {
                tick();
            }
        }

        private long totalNanos() {
            long late = System.nanoTime() - dueNanos;
            return isTicking && late > TOLERANCE_NANOS ? pastNanos + late : pastNanos;
        }
    }
}

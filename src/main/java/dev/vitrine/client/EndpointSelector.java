package dev.vitrine.client;

import dev.vitrine.client.EndpointState.EndpointFailure;
import dev.vitrine.client.ServiceClient.EndpointSource;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.client.limit.CircuitBreaker;
import dev.vitrine.client.limit.CircuitBreaker.Permit;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects a service's endpoints round robin; one whose circuit breaker is open is ejected until that closes. Any thread.
 *
 * <p>When the source has other endpoints, those that stay keep their circuit breakers. A call in progress to one that has gone
 * ends as it does, and counts for nothing.
 *
 * <p>Some failures say something of the request first: a server closes the connection of a request whose headers exceed its
 * buffer, fails over a record, or takes long for a list. One alone never counts; further ones count for the circuit breaker only if
 * a request of the gateway's own fails as well ({@link EndpointCheck}). Otherwise a client's requests would eject the endpoint
 * for all.
 */
final class EndpointSelector {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointSelector.class);

    private final String service;
    private final EndpointSource source;
    private final Function<Endpoint, Guarded> guard;
    private volatile Known known = new Known(List.of(), List.of());
    private final boolean hasBreaker;
    private final long slowNanos;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * An endpoint with what guards it.
     *
     * @param answeredNanos when the call began that began last of those that were answered
     * @param failure how calls have failed since the last that was answered; none if that was the last
     * @param clock compares its clock with this machine's
     */
    private record Guarded(
            Endpoint endpoint,
            CircuitBreaker breaker,
            EndpointCheck check,
            AtomicLong answeredNanos,
            AtomicReference<@Nullable EndpointFailure> failure,
            ServiceClock clock) {
        EndpointState state() {
            return new EndpointState(endpoint.toString(), !breaker.isClosed(), failure.get(), clock.offset());
        }

        void onAnswer(long startNanos) {
            answeredNanos.accumulateAndGet(startNanos, (last, other) -> other - last > 0 ? other : last);
        }

        boolean hasAnsweredCallsAfter(long startNanos) {
            return answeredNanos.get() - startNanos > 0;
        }
    }

    /**
     * The endpoints that are selected from.
     *
     * @param listed as the source has them
     */
    private record Known(List<Endpoint> listed, List<Guarded> endpoints) {}

    /** Takes what sends an endpoint a request of the gateway's own: see {@link EndpointCheck}. */
    EndpointSelector(
            String service,
            ServiceConfig config,
            EndpointSource source,
            Clocks clocks,
            Function<Endpoint, Future<ServiceResponse>> check) {
        this.service = service;
        this.hasBreaker = config.breaker();
        this.slowNanos = config.firstByteTimeout().toNanos() / 2;
        this.source = source;
        this.guard = endpoint -> new Guarded(
                endpoint,
                new CircuitBreaker(clocks),
                new EndpointCheck(clocks, () -> check.apply(endpoint)),
                new AtomicLong(System.nanoTime()),
                new AtomicReference<>(),
                new ServiceClock(clocks));
    }

    private List<Guarded> endpoints() {
        Known current = known;
        return current.listed == source.endpoints() ? current.endpoints : update();
    }

    private synchronized List<Guarded> update() {
        List<Endpoint> listed = source.endpoints();
        Known former = known;
        if (former.listed != listed) {
            Map<Endpoint, Guarded> kept = new HashMap<>();
            former.endpoints.forEach(each -> kept.put(each.endpoint, each));
            known = new Known(
                    listed,
                    listed.stream()
                            .map(endpoint -> kept.computeIfAbsent(endpoint, guard))
                            .toList());
        }
        return known.endpoints;
    }

    /** The endpoint for one call, whose end is to be reported. */
    final class Selection {
        private final Guarded guarded;
        private final Permit permit;
        private final long startNanos = System.nanoTime();

        private Selection(Guarded guarded, Permit permit) {
            this.guarded = guarded;
            this.permit = permit;
        }

        Endpoint endpoint() {
            return guarded.endpoint;
        }

        /** Returns whether the call decides if the circuit breaker closes. */
        boolean isTrial() {
            return permit.isTrial();
        }

        /** Has a request of the gateway's own decide in place of the call; returns whether it fails. On any event loop. */
        Future<Boolean> isFailing() {
            return guarded.check.isFailingNow().onSuccess(this::count);
        }

        /**
         * Reports how the call ended. Where circuit breakers are off, nothing is counted, and all stay closed.
         *
         * @param isLong whether the response is long, so that the service may take long for it
         */
        void onResponse(ServiceResponse response, boolean isLong) {
            guarded.clock.onResponse(response);
            boolean saysNothing = saysNothing(response);
            boolean isLate = isLong && response.hasFailed(FailureReason.TIMEOUT);
            if (!isLate && !saysNothing) {
                guarded.failure.updateAndGet(before -> EndpointFailure.after(before, response));
            }
            if (!hasBreaker) {
                return;
            }
            boolean isCausedByRequest = isCausedByRequest(response, isLong) && !guarded.check.isKnownToFail();
            if (saysNothing || (isCausedByRequest && guarded.check.isFirst())) {
                guarded.breaker.release(permit);
            } else if (isCausedByRequest) {
                guarded.check.isFailing().onSuccess(this::count);
            } else {
                guarded.check.onAnswer();
                boolean isFailure = isFailure(response);
                if (!isFailure) {
                    guarded.onAnswer(startNanos);
                }
                count(isFailure);
            }
        }

        /**
         * A call that times out early had spent its time in the queue: that says nothing of the endpoint. Nor does one that times
         * out while calls are answered that began after it: what it asked for takes long.
         */
        private boolean saysNothing(ServiceResponse response) {
            if (!(response instanceof Failed failed)) {
                return false;
            }
            return switch (failed.reason()) {
                case REJECTED -> true;
                case TIMEOUT -> System.nanoTime() - startNanos < slowNanos || guarded.hasAnsweredCallsAfter(startNanos);
                default -> false;
            };
        }

        private void count(boolean isFailure) {
            if (guarded.breaker.onResult(permit, isFailure)) {
                log(isFailure);
            }
        }

        private void log(boolean hasOpened) {
            if (hasOpened) {
                long seconds = CircuitBreaker.OPEN.toSeconds();
                LOG.warn("circuit breaker open for {} at {}: no requests for {} s", service, guarded.endpoint, seconds);
            } else {
                LOG.info("circuit breaker closed for {} at {}", service, guarded.endpoint);
            }
        }
    }

    /** Returns whether there is an endpoint for a call now; as {@link #select}. */
    boolean isAnyAvailable(Duration delay) {
        for (Guarded each : endpoints()) {
            if (each.breaker.isCallPermitted(delay)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the source has no endpoint at all. */
    boolean isEmpty() {
        return endpoints().isEmpty();
    }

    /** Returns the endpoint for the first try of a call, as the other. */
    @Nullable
    Selection select(Duration delay) {
        return select(delay, null);
    }

    /**
     * Returns the endpoint for a call now, or null if all are ejected, or there is none.
     *
     * @param delay how much later than another call this one may be the first to an endpoint that was ejected
     * @param last the endpoint that the call had before, which it has again only if there is no other one; null if it had none
     */
    @Nullable
    Selection select(Duration delay, @Nullable Endpoint last) {
        List<Guarded> endpoints = endpoints();
        int first = next.getAndIncrement();
        Guarded again = null;
        for (int i = 0; i < endpoints.size(); i++) {
            Guarded guarded = endpoints.get(Math.floorMod(first + i, endpoints.size()));
            boolean isLast = guarded.endpoint.equals(last);
            again = isLast ? guarded : again;
            Permit permit = isLast ? null : guarded.breaker.tryAcquire(delay);
            if (permit != null) {
                return new Selection(guarded, permit);
            }
        }
        Permit permit = again == null ? null : again.breaker.tryAcquire(delay);
        return again == null || permit == null ? null : new Selection(again, permit);
    }

    /** Returns whether there is more than one endpoint. */
    boolean hasSeveral() {
        return endpoints().size() > 1;
    }

    /** Takes that a host has another address: how calls to the former one end says nothing of that. */
    void onMoved(String host) {
        endpoints().stream().filter(each -> each.endpoint.host().equals(host)).forEach(each -> each.breaker.reset());
    }

    /** Returns how calls to each endpoint ended. */
    List<EndpointState> states() {
        return endpoints().stream().map(Guarded::state).toList();
    }

    /** Returns the number of endpoints that are known. */
    int size() {
        return endpoints().size();
    }

    /** Returns the number of endpoints that are ejected now. */
    long ejected() {
        return endpoints().stream().filter(each -> !each.breaker.isClosed()).count();
    }

    /**
     * A refusal is no failure. Nor is a 500, or a body that is too long or that there is no room for: they depend on the
     * request, and an image that Glance cannot show must not eject an endpoint for everybody.
     */
    static boolean isFailure(ServiceResponse response) {
        if (response instanceof Answered answered) {
            return answered.status() == 502 || answered.status() == 503 || answered.status() == 504;
        }
        FailureReason reason = ((Failed) response).reason();
        return reason != FailureReason.TOO_LARGE && reason != FailureReason.OVER_BUDGET;
    }

    /**
     * Returns whether the request itself may be the cause of the failure. A proxy before the service says 502 where a
     * connection would be closed otherwise.
     */
    private static boolean isCausedByRequest(ServiceResponse response, boolean isLong) {
        if (response instanceof Failed failed) {
            return switch (failed.reason()) {
                case RESET, INCOMPLETE, MALFORMED -> true;
                case TIMEOUT -> isLong;
                default -> false;
            };
        }
        return response.hasStatus(502);
    }
}

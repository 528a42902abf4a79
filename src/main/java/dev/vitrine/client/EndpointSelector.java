package dev.vitrine.client;

import dev.vitrine.client.CircuitBreaker.Pass;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of a service, asked in turn; one that gives no answers is left out for a while. Any thread. */
final class EndpointSelector {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointSelector.class);

    private final String service;
    private final List<Address> all;
    private final boolean isGuarded;
    private final AtomicInteger turn = new AtomicInteger();

    private record Address(Endpoint server, CircuitBreaker breaker) {}

    EndpointSelector(String service, ServiceConfig settings, Clocks time) {
        this.service = service;
        this.isGuarded = settings.breaker();
        this.all = settings.servers().stream()
                .map(server -> new Address(server, new CircuitBreaker(time)))
                .toList();
    }

    /** A call to be made, whose end must be told. */
    final class Turn {
        private final Address address;
        private final Pass pass;

        private Turn(Address address, Pass pass) {
            this.address = address;
            this.pass = pass;
        }

        Endpoint server() {
            return address.server;
        }

        /** Takes how the call ended. A breaker that is told of none stays closed. */
        void ended(ServiceResponse reply) {
            if (!isGuarded) {
                return;
            }
            if (reply instanceof ServiceResponse.Failed failed && failed.cause() == ServiceResponse.Cause.SATURATED) {
                address.breaker.notMade(pass);
                return;
            }
            boolean failed = isFailure(reply);
            if (address.breaker.ended(pass, failed)) {
                tell(failed);
            }
        }

        private void tell(boolean failed) {
            if (failed) {
                LOG.warn("{} at {} gives no answers: it is not asked for some seconds", service, address.server);
            } else {
                LOG.info("{} at {} answers again", service, address.server);
            }
        }
    }

    /** Returns whether there is anybody to be asked now. */
    boolean isAnyToBeAsked(boolean isChange) {
        return all.stream().anyMatch(address -> address.breaker.wouldPass(isChange));
    }

    /**
     * Returns whose turn it is, or null if nobody is to be asked now.
     *
     * @param isChange whether the call is a change, which may take long
     */
    @Nullable
    Turn next(boolean isChange) {
        int first = turn.getAndIncrement();
        for (int i = 0; i < all.size(); i++) {
            Address address = all.get(Math.floorMod(first + i, all.size()));
            Pass pass = address.breaker.pass(isChange);
            if (pass != null) {
                return new Turn(address, pass);
            }
        }
        return null;
    }

    /** Returns how many are left out now. */
    long leftOut() {
        return all.stream().filter(address -> !address.breaker.isClosed()).count();
    }

    /**
     * Refusals are answers. So are a 500 and one that is too long: they say something of this request, and whoever has an
     * image over which the service stumbles must not be able to have the address taken from everybody.
     */
    private static boolean isFailure(ServiceResponse reply) {
        if (reply instanceof ServiceResponse.Answered answered) {
            return answered.status() == 502 || answered.status() == 503 || answered.status() == 504;
        }
        return ((ServiceResponse.Failed) reply).cause() != ServiceResponse.Cause.TOO_LARGE;
    }
}

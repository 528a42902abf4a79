package dev.vitrine.api;

import dev.vitrine.config.GatewayConfig;
import java.time.Duration;

/**
 * How long a request may take as a whole, after which it gets a 503. Each step has a timeout of its own; these are the sums of
 * the usual steps, and what needs more steps, such as a retry, shares them. Work that is in progress goes on after the 503: a
 * write that has its turn may still be made, and then invalidates the caches.
 *
 * @param read for what changes nothing
 * @param write for what changes an image
 */
public record RequestDeadlines(Duration read, Duration write) {
    /** A list takes several calls to Glance. */
    private static final int CALLS_FOR_A_READ = 3;

    /** Returns the sums of the configured timeouts. */
    public static RequestDeadlines of(GatewayConfig config) {
        Duration validation = config.keystone().backend().timeout().multipliedBy(2);
        Duration read = validation.plus(list(config));
        Duration write = read.plus(config.glance().writeTimeout().multipliedBy(2))
                .plus(config.listen().limits().bodyTimeout());
        return new RequestDeadlines(read, write);
    }

    /** Returns how long a list may take, all its pages together. */
    public static Duration list(GatewayConfig config) {
        return config.glance().backend().timeout().multipliedBy(CALLS_FOR_A_READ);
    }
}

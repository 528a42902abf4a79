package dev.vitrine.notification;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: half a second at first, twice as long after each that fails, ten seconds at the
 * most; and each time up to half of that less, so that all gateways do not come together. For one thread.
 */
final class Backoff {
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(10);

    private final DoubleSupplier random;
    private Duration next = LEAST;

    /** Takes what gives numbers from 0 to 1. */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** Returns how long to wait now. */
    Duration next() {
        Duration most = next;
        Duration doubled = most.multipliedBy(2);
        next = doubled.compareTo(MOST) < 0 ? doubled : MOST;
        return most.minusMillis((long) (most.toMillis() * random.getAsDouble() / 2));
    }

    /** It has worked: the next time begins anew. */
    void reset() {
        next = LEAST;
    }
}

package dev.vitrine.notification;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with jitter: from half a second, doubled after each failed attempt, to ten seconds. Each delay is
 * reduced by up to half at random, so that gateways do not reconnect at the same time. Not thread-safe.
 */
final class Backoff {
    private static final Duration MIN = Duration.ofMillis(500);
    private static final Duration MAX = Duration.ofSeconds(10);

    private final DoubleSupplier random;
    private Duration next = MIN;

    /** Takes a source of random numbers from 0 to 1. */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** Returns the delay before the next attempt. */
    Duration next() {
        Duration current = next;
        Duration doubled = current.multipliedBy(2);
        next = doubled.compareTo(MAX) < 0 ? doubled : MAX;
        return current.minusMillis((long) (current.toMillis() * random.getAsDouble() / 2));
    }

    /** Restarts from the shortest delay after a success. */
    void reset() {
        next = MIN;
    }
}

package dev.vitrine.model;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The wall clock and the monotonic clock.
 *
 * <p>A wall clock can be set back, so durations and expiry are measured by the monotonic clock. Both are injected, so that
 * tests need not wait.
 *
 * @param wall for instants that other systems name, such as the expiry of a token
 * @param ticker monotonic nanoseconds, for durations
 */
public record Clocks(Clock wall, LongSupplier ticker) {

    /** Returns the system clocks. */
    public static Clocks system() {
        return new Clocks(Clock.systemUTC(), System::nanoTime);
    }

    /** Returns the current instant of the wall clock. */
    public Instant now() {
        return wall.instant();
    }

    /** Returns the nanoseconds of the monotonic clock; only differences are meaningful. */
    public long nanos() {
        return ticker.getAsLong();
    }
}

package dev.vitrine.model;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks: what the world calls the time, and what only moves forward.
 *
 * <p>A wall clock can be set back; whatever must not live longer for it is measured by the other one. Passed in
 * everywhere, so that tests need not wait.
 *
 * @param wall for instants that others name, such as the end of a token
 * @param ticker nanoseconds since some moment, for all durations of our own
 */
public record Clocks(Clock wall, LongSupplier ticker) {

    /** Returns the machine's own clocks. */
    public static Clocks system() {
        return new Clocks(Clock.systemUTC(), System::nanoTime);
    }

    /** Returns the instant that the wall clock shows. */
    public Instant now() {
        return wall.instant();
    }

    /** Returns the monotonic clock's nanoseconds; only differences mean something. */
    public long nanos() {
        return ticker.getAsLong();
    }
}

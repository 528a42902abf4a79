package dev.vitrine.testing;

import dev.vitrine.model.Clocks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Clocks that only a test advances, together or one alone. */
public final class ManualClocks extends Clock {
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.now());
    private final AtomicLong nanos = new AtomicLong();

    /** Returns the clocks. */
    public Clocks time() {
        return new Clocks(this, nanos::get);
    }

    /** Advances both clocks. */
    public void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        setWall(duration);
    }

    /** Sets the wall clock forward or back, and leaves the monotonic clock. */
    public void setWall(Duration duration) {
        wall.updateAndGet(instant -> instant.plus(duration));
    }

    @Override
    public Instant instant() {
        return wall.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

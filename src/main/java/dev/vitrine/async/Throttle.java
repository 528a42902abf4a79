package dev.vitrine.async;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets something happen once in an interval at most, on whatever thread it is wanted first. Any thread; takes no lock. */
public final class Throttle {
    private final long intervalNanos;
    private final LongSupplier ticker;
    private final AtomicLong passedNanos;

    /** Lets the first through at once; takes monotonic nanoseconds. */
    public Throttle(Duration interval, LongSupplier ticker) {
        this.intervalNanos = interval.toNanos();
        this.ticker = ticker;
        this.passedNanos = new AtomicLong(ticker.getAsLong() - intervalNanos);
    }

    /** Returns whether it may happen now; of several callers at once, one is told so. */
    public boolean tryPass() {
        long passed = passedNanos.get();
        long now = ticker.getAsLong();
        return now - passed >= intervalNanos && passedNanos.compareAndSet(passed, now);
    }

    /** Begins an interval now: it has happened otherwise. */
    public void restart() {
        passedNanos.set(ticker.getAsLong());
    }
}

package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.model.ImageId;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One gateway of the model: its cache, and what the rules allow it to cache. */
final class ModelGateway {
    private static final long BOUND = Duration.ofSeconds(10).toNanos();
    private static final long OUTAGE_BOUND = Duration.ofMinutes(15).toNanos();

    private final ManualEventLoops loop;
    private final ImageCache cache;
    private final Map<ImageId, Long> invalidated = new HashMap<>();
    private final Map<ImageId, Long> unsure = new HashMap<>();
    private final Map<ImageId, Long> failed = new HashMap<>();
    private long revalidated = Long.MIN_VALUE / 2;

    ModelGateway(ManualClocks clock, SimulatedGlance glance) {
        this.loop = new ManualEventLoops(clock);
        this.cache = new ImageCache(
                loop,
                TestCache.settings(),
                TestCache.TIMEOUT,
                clock.time(),
                glance,
                TestCache::document,
                new ByteBudget(1 << 30));
    }

    ImageCache cache() {
        return cache;
    }

    void expire() {
        loop.expire();
    }

    void invalidated(ImageId id, long now) {
        invalidated.put(id, now);
    }

    void unsure(ImageId id, long now) {
        unsure.put(id, now);
    }

    void revalidated(long now) {
        revalidated = now;
    }

    void failed(ImageId id, long now) {
        failed.put(id, now);
    }

    /** Whether Glance has failed to answer for the image since a moment before the read began. */
    boolean hasFailed(ImageId id, long start) {
        return failed.getOrDefault(id, Long.MIN_VALUE / 2) >= start - SingleFlight.HOLD_DOWN.toNanos();
    }

    /** Returns the earliest moment whose truth may be shown to a read that began at the start. */
    long floor(ImageId id, long start, long end, boolean outage) {
        long floor = outage ? end - OUTAGE_BOUND : Math.max(start - BOUND, known(revalidated, start));
        long sure = unsure.getOrDefault(id, Long.MIN_VALUE / 2);
        if (start >= sure && start - sure < InvalidationTracker.UNKNOWN_OUTCOME.toNanos()) {
            // Nothing is kept, so only a load under way can have begun before.
            floor = Math.max(floor, start - TestCache.TIMEOUT.toNanos());
        }
        return Math.max(floor, known(invalidated.getOrDefault(id, Long.MIN_VALUE / 2), start));
    }

    private static long known(long when, long start) {
        return when <= start ? when : Long.MIN_VALUE / 2;
    }
}

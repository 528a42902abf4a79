package dev.vitrine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reduces memory use before the heap is exhausted. If more than 85 % of the heap is in use after a garbage collection, the
 * caches are halved. If it is more than 95 %, all requests that need more than a cache lookup are rejected too.
 *
 * <p>Only the use after a collection counts, because any heap is full at times before one. A gateway that rejects nearly
 * everything may not collect for long, so then every tenth check requests a collection. Not thread-safe.
 */
final class HeapGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HeapGuard.class);
    private static final double HIGH = 0.85;
    private static final double FULL = 0.95;
    private static final int CHECKS_PER_COLLECTION = 10;

    private final DoubleSupplier used;
    private final Actions actions;
    private Level level = Level.NORMAL;
    private int checksWhenFull;

    /** The level of heap use. */
    private enum Level {
        NORMAL,
        HIGH,
        FULL
    }

    /** The actions that reduce memory use. */
    interface Actions {
        /** Halves the bounds of the caches, or restores them. */
        void halveCaches(boolean isHalf);

        /** Rejects all requests that are not cache hits, or accepts them again. */
        void rejectAll(boolean isRejecting);

        /** Requests a garbage collection. */
        void collectGarbage();
    }

    /** Takes the ratio of the heap that was in use after the last collection, from 0 to 1. */
    HeapGuard(DoubleSupplier used, Actions actions) {
        this.used = used;
        this.actions = actions;
    }

    /** Returns the highest ratio of use of this process's tenured heap pools after their last collection, 0 to 1. */
    static double usedAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null && usage.getMax() > 0)
                .mapToDouble(HeapGuard::ratio)
                .max()
                .orElse(0);
    }

    private static double ratio(MemoryUsage usage) {
        return (double) usage.getUsed() / usage.getMax();
    }

    /** Checks the heap once, and takes the actions of its level. */
    void check() {
        double ratio = used.getAsDouble();
        Level current = ratio > FULL ? Level.FULL : ratio > HIGH ? Level.HIGH : Level.NORMAL;
        if (current != level) {
            changeTo(current, (int) (ratio * 100));
        }
        checksWhenFull = current == Level.FULL ? checksWhenFull + 1 : 0;
        if (checksWhenFull == CHECKS_PER_COLLECTION) {
            checksWhenFull = 0;
            actions.collectGarbage();
        }
    }

    private void changeTo(Level current, int percent) {
        LOG.warn("{} % of the heap is in use after a collection: {}", percent, description(current));
        actions.halveCaches(current != Level.NORMAL);
        actions.rejectAll(current == Level.FULL);
        level = current;
    }

    private static String description(Level level) {
        return switch (level) {
            case NORMAL -> "cache sizes are restored";
            case HIGH -> "cache sizes are halved";
            case FULL ->
                "cache sizes are halved and what is no cache hit is rejected with 503; give it more heap (-Xmx)";
        };
    }
}

package dev.vitrine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives way before memory ends: with more than 85 % of the heap in use after a collection the caches are halved, with more
 * than 95 % what needs more than a look into them is refused, too.
 *
 * <p>Only what a collection has left counts; before one, every heap is full now and then. Who refuses nearly everything
 * may not see a collection for long, so in that state one is asked for every ten looks. One thread at a time.
 */
final class HeapGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HeapGuard.class);
    private static final double HIGH = 0.85;
    private static final double FULL = 0.95;
    private static final int LOOKS = 10;

    private final DoubleSupplier used;
    private final Valves valves;
    private Level level = Level.NORMAL;
    private int looks;

    /** How much of the heap is in use. */
    private enum Level {
        NORMAL,
        HIGH,
        FULL
    }

    /** What can be done about it. */
    interface Valves {
        /** Halves the bounds of the caches, or sets them to what they were. */
        void halveCaches(boolean isHalf);

        /** Refuses what is not answered from memory at once, or takes it again. */
        void refuse(boolean isRefusing);

        /** Asks for a collection. */
        void collect();
    }

    /** Takes what says how much of the heap was in use after the last collection, from 0 to 1. */
    HeapGuard(DoubleSupplier used, Valves valves) {
        this.used = used;
        this.valves = valves;
    }

    /** Returns how much of this process's heap, where long-lived things are, was in use after the last collection there. */
    static double usedAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null && usage.getMax() > 0)
                .mapToDouble(HeapGuard::part)
                .max()
                .orElse(0);
    }

    private static double part(MemoryUsage usage) {
        return (double) usage.getUsed() / usage.getMax();
    }

    /** Looks once, and does what is to be done. */
    void look() {
        double part = used.getAsDouble();
        Level now = part > FULL ? Level.FULL : part > HIGH ? Level.HIGH : Level.NORMAL;
        if (now != level) {
            change(now, (int) (part * 100));
        }
        looks = now == Level.FULL ? looks + 1 : 0;
        if (looks == LOOKS) {
            looks = 0;
            valves.collect();
        }
    }

    private void change(Level now, int percent) {
        LOG.warn("{} % of the heap is in use after a collection: {}", percent, meaning(now));
        valves.halveCaches(now != Level.NORMAL);
        valves.refuse(now == Level.FULL);
        level = now;
    }

    private static String meaning(Level level) {
        return switch (level) {
            case NORMAL -> "all is as usual";
            case HIGH -> "the caches are halved";
            case FULL -> "the caches are halved, and what is not in them is refused";
        };
    }
}

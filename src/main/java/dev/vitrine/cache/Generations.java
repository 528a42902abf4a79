package dev.vitrine.cache;

import dev.vitrine.model.ImageId;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often each image was invalidated. Ids share counters: one that moves for another image costs a load too many, and
 * nothing else.
 */
final class Generations {
    private static final int COUNTERS = 4096;

    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);

    long of(ImageId id) {
        return counters.get(index(id));
    }

    void move(ImageId id) {
        counters.incrementAndGet(index(id));
    }

    private static int index(ImageId id) {
        int hash = id.text().hashCode();
        return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
    }
}

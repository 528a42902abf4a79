package dev.vitrine.cache;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads that have ended and may be stored only if something turns out well that is still in progress: a write to the image,
 * or a validation of the caller's token.
 *
 * <p>Bounded in bytes. A load that finds no room is not stored: its caller has its response in any case. Any thread.
 */
final class PendingLoads {
    /** Which part of a cache's own bound the loads may take that wait to be stored in it. */
    private static final int SHARE = 8;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** Takes the bound of the cache in bytes. */
    PendingLoads(long cacheBytes) {
        this.maxBytes = cacheBytes / SHARE;
    }

    /** Stores a load of that weight at once, or when the condition has come true. */
    void storeWhen(Future<Boolean> condition, long weight, Runnable store) {
        if (condition.isComplete()) {
            run(condition, store);
        } else if (bytes.addAndGet(weight) > maxBytes) {
            bytes.addAndGet(-weight);
        } else {
            condition.onComplete(end -> {
                bytes.addAndGet(-weight);
                run(condition, store);
            });
        }
    }

    private static void run(Future<Boolean> condition, Runnable store) {
        if (condition.succeeded() && condition.result()) {
            store.run();
        }
    }
}

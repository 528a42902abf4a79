package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Negative results (404, 403), cached for the asking access class alone: a private image must not vanish for its owner
 * because another project asked for it.
 *
 * <p>Each class has 256 slots, chosen by the id's hash, of 20,000 entries in all: a client that asks for random ids evicts
 * the negative results of its own class only. Any thread.
 */
final class NegativeCache {
    private static final int MAX_ENTRIES = 20_000;
    private static final int SLOTS_PER_CLASS = 256;

    private final Clocks clocks;
    private final long ttlNanos;
    private final Cache<Slot, Entry> entries;

    private record Slot(Digest accessClass, int number) {
        static Slot of(ImageId id, Identity identity) {
            return new Slot(identity.accessClass(), id.hashCode() & (SLOTS_PER_CLASS - 1));
        }
    }

    private record Entry(ImageId id, Failure failure, LoadSnapshot snapshot) {
        boolean isOf(ImageId asked, long generation, long epoch) {
            return id.equals(asked) && snapshot.generation() == generation && snapshot.epoch() == epoch;
        }
    }

    NegativeCache(Duration ttl, Clocks clocks) {
        this.clocks = clocks;
        this.ttlNanos = ttl.toNanos();
        this.entries = ExpiringCache.of(MAX_ENTRIES, ttl, clocks);
    }

    /** Returns Glance's failure if it is cached, within its TTL and of the current generation and epoch; else null. */
    @Nullable
    Failure get(ImageId id, Identity identity, long generation, long epoch) {
        Entry entry = entries.getIfPresent(Slot.of(id, identity));
        // As old as its load, however long that took.
        return entry != null
                        && clocks.nanos() - entry.snapshot.startNanos() < ttlNanos
                        && entry.isOf(id, generation, epoch)
                ? entry.failure
                : null;
    }

    void put(ImageId id, Identity identity, Failure failure, LoadSnapshot snapshot) {
        entries.put(Slot.of(id, identity), new Entry(id, failure, snapshot));
    }

    void remove(ImageId id, Identity identity) {
        entries.invalidate(Slot.of(id, identity));
    }
}

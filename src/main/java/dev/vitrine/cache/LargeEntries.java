package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The large entries of a cache, by project: those of one project take three quarters of the cache at most. The cache itself
 * evicts what is asked for least, and a few large entries that one client asks for all the time would leave no room for others.
 *
 * <p>An entry is large if it takes more than a 1,024th of the cache, so that there are no more than that. Any thread; the lock is
 * held for microseconds.
 *
 * @param <K> the cache's keys
 */
final class LargeEntries<K> {
    private static final int PARTS = 1_024;

    /** One entry may take a quarter of the cache at most: one that is larger is not kept, it would evict too many others. */
    private static final int MIN_ENTRIES = 4;

    private final long maxBytes;
    private final long minBytes;

    /** The oldest first. */
    private final Map<K, Charge> charges = new LinkedHashMap<>();

    private final Map<String, Long> bytes = new HashMap<>();
    private long cacheBytes;

    private record Charge(String project, long bytes) {}

    /** Takes the bound of the cache. */
    LargeEntries(long cacheBytes) {
        this.cacheBytes = cacheBytes;
        this.maxBytes = cacheBytes / MIN_ENTRIES;
        this.minBytes = cacheBytes / PARTS;
    }

    /** Returns the weight of an entry; of one that is too large, a weight that Caffeine evicts at once. */
    int weight(int weight) {
        return weight > maxBytes ? Integer.MAX_VALUE : weight;
    }

    /** Returns how much an entry may weigh at most. */
    long maxEntryBytes() {
        return maxBytes;
    }

    /** Sets another bound of the cache, which holds for what is stored from now on. */
    synchronized void setCacheBytes(long bytes) {
        cacheBytes = bytes;
    }

    /**
     * Takes that an entry was stored, or is of another weight by now, and has the oldest ones of the same project go for it if
     * those are too many. It is counted for the project that stored it first.
     */
    void onStored(Cache<K, ?> cache, K key, String project, int weight) {
        if (weight <= maxBytes) {
            excess(key, project, weight).forEach(cache::invalidate);
            if (!cache.asMap().containsKey(key)) {
                // It was removed before it was counted.
                onRemoved(key);
            }
        }
    }

    /** Takes that an entry is gone. */
    synchronized void onRemoved(K key) {
        remove(key);
    }

    private synchronized List<K> excess(K key, String project, long weight) {
        Charge former = remove(key);
        if (weight <= minBytes) {
            return List.of();
        }
        String owner = former == null ? project : former.project;
        charges.put(key, new Charge(owner, weight));
        bytes.merge(owner, weight, Long::sum);
        return excess(key, owner);
    }

    private List<K> excess(K kept, String project) {
        long excess = bytes.getOrDefault(project, 0L) - cacheBytes / 4 * 3;
        List<K> gone = new ArrayList<>();
        for (Map.Entry<K, Charge> each : charges.entrySet()) {
            if (excess <= 0) {
                break;
            }
            if (each.getValue().project.equals(project) && !each.getKey().equals(kept)) {
                gone.add(each.getKey());
                excess -= each.getValue().bytes;
            }
        }
        gone.forEach(this::remove);
        return gone;
    }

    private @Nullable Charge remove(K key) {
        Charge charge = charges.remove(key);
        if (charge != null) {
            bytes.computeIfPresent(
                    charge.project, (same, held) -> held == charge.bytes ? null : Long.valueOf(held - charge.bytes));
        }
        return charge;
    }
}

package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.vitrine.async.ProjectShares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is bounded in bytes, and by project: the entries of one project that are counted take three quarters of the cache
 * at most. Caffeine evicts what is asked for least, and a few large entries that one client asks for all the time would leave no
 * room for others.
 *
 * <p>Either all entries are counted, or the large ones: an entry is large if it takes more than a 1,024th of the cache, so that
 * there are no more than that. What is stored is stored by {@link #compute}, which counts it. Any thread; the lock is held for
 * microseconds.
 *
 * @param <K> the cache's keys
 * @param <V> its values
 */
final class BoundedCache<K, V> {
    private static final int PARTS = 1_024;

    /** One entry may take a quarter of the cache at most: one that is larger is not kept, it would evict too many others. */
    private static final int MIN_ENTRIES = 4;

    private final long fullBytes;
    private final long maxEntryBytes;
    private final long uncountedBytes;
    private final ToIntBiFunction<K, V> weigher;
    private final Cache<K, V> cache;

    private final Map<K, Charge> charges = new HashMap<>();

    /** Of each project that has any, the oldest first. */
    private final Map<String, Map<K, Charge>> chargesOfProject = new HashMap<>();

    private final ProjectShares bytes = new ProjectShares();
    private long cacheBytes;

    private record Charge(String project, long bytes) {}

    /**
     * Makes an empty cache that counts its large entries by project.
     *
     * @param maxBytes of all entries together
     * @param weigher about how many bytes of heap an entry takes
     */
    static <K, V> BoundedCache<K, V> countingLarge(long maxBytes, ToIntBiFunction<K, V> weigher) {
        return new BoundedCache<>(maxBytes, maxBytes / PARTS, weigher);
    }

    /** Makes an empty cache that counts all entries by project, which takes some hundred bytes for each. */
    static <K, V> BoundedCache<K, V> countingAll(long maxBytes, ToIntBiFunction<K, V> weigher) {
        return new BoundedCache<>(maxBytes, 0, weigher);
    }

    private BoundedCache(long maxBytes, long uncountedBytes, ToIntBiFunction<K, V> weigher) {
        this.fullBytes = maxBytes;
        this.cacheBytes = maxBytes;
        this.maxEntryBytes = maxBytes / MIN_ENTRIES;
        this.uncountedBytes = uncountedBytes;
        this.weigher = weigher;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(this::weight)
                .removalListener((@Nullable K key, @Nullable V value, RemovalCause cause) -> {
                    if (key != null && cause != RemovalCause.REPLACED) {
                        onRemoved(key);
                    }
                })
                .executor(Runnable::run)
                .build();
    }

    /** Returns the weight of an entry; of one that is too large, a weight that Caffeine evicts at once. */
    private int weight(K key, V value) {
        int weight = weigher.applyAsInt(key, value);
        return weight > maxEntryBytes ? Integer.MAX_VALUE : weight;
    }

    /** Returns the cache itself, to look up, to invalidate and to count; not to store. */
    Cache<K, V> cache() {
        return cache;
    }

    /** Returns how much an entry may weigh at most. */
    long maxEntryBytes() {
        return maxEntryBytes;
    }

    /**
     * Bounds the cache to half of its maximum, or to all of it; evicts what is too much at once, on the caller's thread. For the
     * entries of a project the bound holds from what is stored next on.
     */
    void halve(boolean isHalf) {
        long bytes = isHalf ? fullBytes / 2 : fullBytes;
        setCacheBytes(bytes);
        cache.policy().eviction().ifPresent(bound -> bound.setMaximum(bytes));
    }

    /** Returns about how many bytes of heap the entries take; blocks while another thread evicts. */
    long bytes() {
        return cache.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** Returns how many bytes they may take now: all of the maximum, or half of it. */
    synchronized long maxBytes() {
        return cacheBytes;
    }

    private synchronized void setCacheBytes(long bytes) {
        cacheBytes = bytes;
    }

    /**
     * Stores what is made of an entry, in one step. Of the counted entries of the same project, the oldest are evicted if they
     * take too much by then.
     *
     * @param project for which it is stored; it stays that of the one that stored it first
     * @param change takes the entry, null if there is none; returns what to store, null for nothing
     */
    void compute(K key, String project, BiFunction<K, @Nullable V, @Nullable V> change) {
        V stored = cache.asMap().compute(key, change);
        if (stored != null) {
            onStored(key, project, weigher.applyAsInt(key, stored));
        }
    }

    private void onStored(K key, String project, int weight) {
        if (weight <= maxEntryBytes) {
            excess(key, project, weight).forEach(cache::invalidate);
            if (weight > uncountedBytes && !cache.asMap().containsKey(key)) {
                // It was removed before it was counted.
                onRemoved(key);
            }
        }
    }

    private synchronized void onRemoved(K key) {
        remove(key);
    }

    private synchronized List<K> excess(K key, String project, long weight) {
        Charge former = remove(key);
        if (weight <= uncountedBytes) {
            return List.of();
        }
        String owner = former == null ? project : former.project;
        Charge charge = new Charge(owner, weight);
        charges.put(key, charge);
        chargesOfProject.computeIfAbsent(owner, none -> new LinkedHashMap<>()).put(key, charge);
        bytes.add(owner, weight);
        return excess(key, owner);
    }

    private List<K> excess(K kept, String project) {
        long excess = bytes.used(project) - ProjectShares.share(cacheBytes);
        List<K> gone = new ArrayList<>();
        for (Map.Entry<K, Charge> each :
                chargesOfProject.getOrDefault(project, Map.of()).entrySet()) {
            if (excess <= 0) {
                break;
            }
            if (!each.getKey().equals(kept)) {
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
            bytes.add(charge.project, -charge.bytes);
            chargesOfProject.computeIfPresent(charge.project, (project, rest) -> {
                rest.remove(key);
                return rest.isEmpty() ? null : rest;
            });
        }
        return charge;
    }
}

package dev.vitrine.async;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** Caches bounded in entries or weight, and in time by the gateway's own clock; maintenance runs on the caller's thread. */
public final class ExpiringCache {
    private ExpiringCache() {}

    /**
     * Returns an empty cache.
     *
     * @param maxEntries beyond which the least useful entry is evicted, 1 or more
     * @param ttl after which an entry expires, counted from when it was put; zero for a cache that keeps nothing
     */
    public static <K, V> Cache<K, V> of(int maxEntries, Duration ttl, Clocks clocks) {
        return builder(ttl, clocks).maximumSize(maxEntries).build();
    }

    /**
     * Returns an empty cache that is bounded by the weight of its entries.
     *
     * @param maxWeight of all entries together; one that weighs more is not kept
     * @param weight of a value, 1 or more
     * @param ttl after which an entry expires, as for a cache bounded in entries
     */
    public static <K, V> Cache<K, V> of(int maxWeight, ToIntFunction<V> weight, Duration ttl, Clocks clocks) {
        return builder(ttl, clocks)
                .maximumWeight(maxWeight)
                .weigher((K key, V value) -> weight.applyAsInt(value))
                .build();
    }

    private static Caffeine<Object, Object> builder(Duration ttl, Clocks clocks) {
        return Caffeine.newBuilder().expireAfterWrite(ttl).ticker(clocks::nanos).executor(Runnable::run);
    }
}

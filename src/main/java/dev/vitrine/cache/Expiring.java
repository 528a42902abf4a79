package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.model.Clocks;
import java.time.Duration;

/** Memories that are bounded in number and time, by the gateway's own clock and on the caller's own thread. */
final class Expiring {
    private Expiring() {}

    /** Returns an empty memory for so many things, each for so long after it was put there. */
    static <K, V> Cache<K, V> memory(int most, Duration life, Clocks time) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(life)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
    }
}

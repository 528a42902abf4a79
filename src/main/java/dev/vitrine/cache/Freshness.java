package dev.vitrine.cache;

import dev.vitrine.config.CacheConfig;
import java.util.Locale;

/**
 * The freshness of a cached image, computed from its age at each look-up: nothing has to sweep the cache, and a change of
 * mode works at once.
 *
 * <p>Ages are nanoseconds since the load began. Any thread.
 */
final class Freshness {
    private final Lifetimes withoutFeed;
    private final Lifetimes withFeed;
    private final long staleIfErrorNanos;
    private final long openStaleIfErrorNanos;
    private volatile Lifetimes lifetimes;

    /** The TTL, and how long after it a response may be served stale while it is revalidated (RFC 5861 section 3). */
    private record Lifetimes(long ttlNanos, long staleNanos) {}

    Freshness(CacheConfig settings) {
        this.withoutFeed = new Lifetimes(
                settings.fresh().toNanos(), settings.staleWhileRevalidate().toNanos());
        this.withFeed = new Lifetimes(
                settings.eventsFresh().toNanos(),
                settings.eventsStaleWhileRevalidate().toNanos());
        this.lifetimes = withoutFeed;
        this.staleIfErrorNanos = settings.staleIfError().toNanos();
        this.openStaleIfErrorNanos = settings.staleIfErrorPublic().toNanos();
    }

    /** How a cached image may be used. An invalidated image is no longer cached, and has no state. */
    enum State {
        /** Served. */
        FRESH,
        /** Served, and revalidated in the background. */
        STALE,
        /** Revalidated before it is served; served as it is only if Glance fails (RFC 5861 section 4). */
        MUST_REVALIDATE,
        /** Never served. */
        EXPIRED;

        /** Returns the word for operators. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Sets whether the feed of changes made past the gateway is live: then TTLs are longer, of cached images too. */
    void setFeedLive(boolean isLive) {
        lifetimes = isLive ? withFeed : withoutFeed;
    }

    /** Returns the state of an image of that age, if nothing requires its revalidation. */
    State state(CachedImage image, long ageNanos) {
        Lifetimes current = image.hasShortTtl() ? withoutFeed : lifetimes;
        long ttl = ttl(image, current.ttlNanos);
        if (ageNanos < ttl) {
            return State.FRESH;
        }
        return ageNanos - ttl < current.staleNanos ? State.STALE : revalidationState(image, ageNanos);
    }

    /** Returns the state of an image of that age that may have changed without an invalidation. */
    State revalidationState(CachedImage image, long ageNanos) {
        long staleIfError = image.visibility().isOpen() ? openStaleIfErrorNanos : staleIfErrorNanos;
        return ageNanos < staleIfError ? State.MUST_REVALIDATE : State.EXPIRED;
    }

    private static long ttl(CachedImage image, long ttlNanos) {
        long max = image.hasShortTtl() ? Math.min(ttlNanos, InvalidationTracker.SHORT_TTL.toNanos()) : ttlNanos;
        return max - (long) (max * image.ttlJitter());
    }
}

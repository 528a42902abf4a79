package dev.vitrine.cache;

import dev.vitrine.config.CacheConfig;
import java.util.Locale;

/**
 * The freshness of a cached image or list, computed from its age at each look-up: nothing has to sweep the cache, and a change of
 * mode works at once.
 *
 * <p>Ages are nanoseconds since the load began. Any thread.
 */
final class Freshness {
    private static final double MAX_TTL_JITTER = 0.1;
    private static final int TTL_JITTER_BITS = 16;

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

    /** How a cached image or list may be used. An invalidated one is no longer cached, and has no state. */
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

    /** Sets whether the feed of changes made past the gateway is live: then TTLs are longer, of what is cached already, too. */
    void setFeedLive(boolean isLive) {
        lifetimes = isLive ? withFeed : withoutFeed;
    }

    /** Returns the state of an image of that age, if nothing requires its revalidation. */
    State state(CachedImage image, long ageNanos) {
        return state(
                ageNanos,
                image.hasShortTtl(),
                image.ttlJitter(),
                image.visibility().isOpen());
    }

    /**
     * Returns the state of what has that age, if nothing requires its revalidation.
     *
     * @param hasShortTtl whether it was loaded so soon after a change that it may be half of one
     * @param ttlJitter the part by which its TTL is shortened
     * @param isOpen whether all of it is public or community
     */
    State state(long ageNanos, boolean hasShortTtl, double ttlJitter, boolean isOpen) {
        Lifetimes current = hasShortTtl ? withoutFeed : lifetimes;
        long max = hasShortTtl ? Math.min(current.ttlNanos, InvalidationTracker.SHORT_TTL.toNanos()) : current.ttlNanos;
        long ttl = max - (long) (max * ttlJitter);
        if (ageNanos < ttl) {
            return State.FRESH;
        }
        return ageNanos - ttl < current.staleNanos ? State.STALE : revalidationState(ageNanos, isOpen);
    }

    /** Returns the state of what has that age and may have changed without an invalidation. */
    State revalidationState(long ageNanos, boolean isOpen) {
        return ageNanos < (isOpen ? openStaleIfErrorNanos : staleIfErrorNanos) ? State.MUST_REVALIDATE : State.EXPIRED;
    }

    /**
     * Returns the part by which a TTL is shortened, from 0 up to a tenth, so that what was loaded together is not all
     * revalidated together. Derived from the load: it stays the same, and tests can repeat it.
     */
    static double ttlJitter(long seed) {
        return ttlJitterOf(ttlJitterBits(seed));
    }

    /** Returns the part that so many bits stand for. */
    static double ttlJitterOf(char bits) {
        return bits * MAX_TTL_JITTER / (1 << TTL_JITTER_BITS);
    }

    /** Returns 16 bits of the seed's, which take less memory than what they stand for. */
    static char ttlJitterBits(long seed) {
        return (char) ((seed * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - TTL_JITTER_BITS));
    }
}

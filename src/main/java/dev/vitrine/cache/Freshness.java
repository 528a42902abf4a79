package dev.vitrine.cache;

import dev.vitrine.config.CacheConfig;

/**
 * How long what was loaded is good for, worked out from its age whenever it is looked at: nothing has to sweep, and what
 * makes everything suspect does so at once.
 *
 * <p>Ages are nanoseconds since the load began.
 */
final class Freshness {
    private final Windows unheard;
    private final Windows heard;
    private final long outageNanos;
    private final long openOutageNanos;
    private volatile Windows windows;

    /** How long something is fresh, and how long after that it may still be served. */
    private record Windows(long freshNanos, long staleNanos) {}

    Freshness(CacheConfig settings) {
        this.unheard = new Windows(
                settings.fresh().toNanos(), settings.staleWhileRevalidate().toNanos());
        this.heard = new Windows(
                settings.eventsFresh().toNanos(),
                settings.eventsStaleWhileRevalidate().toNanos());
        this.windows = unheard;
        this.outageNanos = settings.staleIfError().toNanos();
        this.openOutageNanos = settings.staleIfErrorPublic().toNanos();
    }

    /** What may be done with something that is remembered. What was invalidated is not remembered, and has no state. */
    enum State {
        /** Served. */
        FRESH,
        /** Served, and asked for anew behind the caller's back. */
        EXPIRED,
        /** Asked for anew before it is served; served as it is only if the backend gives no answer. */
        SUSPECT,
        /** Of no use to anybody. */
        OVER
    }

    /** Whether from now on changes made past the gateway are heard of: then all is good for longer, also what is there. */
    void heard(boolean areHeard) {
        windows = areHeard ? heard : unheard;
    }

    /** Returns the state of an image of that age, if nothing has made it suspect. */
    State state(CachedImage image, long ageNanos) {
        Windows now = image.onProbation() ? unheard : windows;
        long fresh = freshFor(image, now.freshNanos);
        if (ageNanos < fresh) {
            return State.FRESH;
        }
        return ageNanos - fresh < now.staleNanos ? State.EXPIRED : suspect(image, ageNanos);
    }

    /** Returns the state of an image that may have changed without our hearing of it. */
    State suspect(CachedImage image, long ageNanos) {
        long outage = image.visibility().isOpen() ? openOutageNanos : outageNanos;
        return ageNanos < outage ? State.SUSPECT : State.OVER;
    }

    private static long freshFor(CachedImage image, long freshNanos) {
        long most = image.onProbation() ? Math.min(freshNanos, InvalidationTracker.PROBATION.toNanos()) : freshNanos;
        return most - (long) (most * image.haste());
    }
}

package dev.vitrine.cache;

import dev.vitrine.config.CacheSettings;

/**
 * How long what was loaded is good for, worked out from its age whenever it is looked at: nothing has to sweep, and what
 * makes everything suspect does so at once.
 *
 * <p>Ages are nanoseconds since the load began.
 */
final class Freshness {
    private final long freshNanos;
    private final long staleNanos;
    private final long outageNanos;
    private final long openOutageNanos;

    Freshness(CacheSettings settings) {
        this.freshNanos = settings.fresh().toNanos();
        this.staleNanos = settings.stale().toNanos();
        this.outageNanos = settings.outage().toNanos();
        this.openOutageNanos = settings.openOutage().toNanos();
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

    /** Returns the state of an image of that age, if nothing has made it suspect. */
    State state(CachedImage image, long ageNanos) {
        long fresh = freshFor(image);
        if (ageNanos < fresh) {
            return State.FRESH;
        }
        return ageNanos - fresh < staleNanos ? State.EXPIRED : suspect(image, ageNanos);
    }

    /** Returns the state of an image that may have changed without our hearing of it. */
    State suspect(CachedImage image, long ageNanos) {
        long outage = image.visibility().isOpen() ? openOutageNanos : outageNanos;
        return ageNanos < outage ? State.SUSPECT : State.OVER;
    }

    private long freshFor(CachedImage image) {
        long most = image.onProbation() ? Math.min(freshNanos, Generations.PROBATION.toNanos()) : freshNanos;
        return most - (long) (most * image.haste());
    }
}

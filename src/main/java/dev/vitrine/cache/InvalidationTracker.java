package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The invalidations of each image: its generation, the writes in progress, and until when nothing of it may be cached.
 *
 * <p>A fixed table, so that no flood of ids evicts what protects another id. Ids share its slots: an invalidation of one
 * costs another id an unneeded load, and nothing else. Glance lets a client choose the id of its image, so a secret
 * key decides which slot an id has. Otherwise a client could choose an id that has the slot of another project's image, and keep
 * that from being cached by changing its own. Any thread.
 */
final class InvalidationTracker {
    /**
     * How long after an invalidation a load gets a TTL of no more than this: Glance may read a lagging replica of its
     * database, and it commits tags in a second transaction after the rest ({@code ImageRepo.save}).
     */
    static final Duration SHORT_TTL = Duration.ofSeconds(2);

    /** How long nothing of an image is cached after a write with an unknown outcome, which may still be committed. */
    static final Duration UNKNOWN_OUTCOME = Duration.ofSeconds(60);

    private static final int SLOT_BITS = 12;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** The key of a universal hash function: four factors and a summand. */
    private static final long[] KEY = new SecureRandom().longs(5).toArray();

    private static final long HALF = 0xFFFF_FFFFL;
    private static final State INITIAL = new State(0, 0, List.of(), 0, 0);

    private final Clocks clocks;
    private final long startNanos;
    private final AtomicReferenceArray<@Nullable State> slots = new AtomicReferenceArray<>(SLOTS);

    /**
     * The invalidation state of a slot.
     *
     * @param generation how often it was invalidated, or found to change while it was loaded
     * @param contradictions how often only the latter
     * @param writes the writes in progress
     * @param shortTtlEnds when loads get their whole TTL again, nanoseconds since the start
     * @param suspensionEnds when loads may be cached again, nanoseconds since the start
     */
    private record State(
            long generation, long contradictions, List<ImageWrite> writes, long shortTtlEnds, long suspensionEnds) {
        State invalidated(long shortTtlEnds) {
            return new State(generation + 1, contradictions, writes, shortTtlEnds, suspensionEnds);
        }

        State contradicted(long shortTtlEnds) {
            return new State(generation + 1, contradictions + 1, writes, shortTtlEnds, suspensionEnds);
        }

        State suspended(long suspensionEnds) {
            return new State(generation, contradictions, writes, shortTtlEnds, suspensionEnds);
        }

        State with(ImageWrite write) {
            List<ImageWrite> more = new ArrayList<>(writes);
            more.add(write);
            return new State(generation, contradictions, List.copyOf(more), shortTtlEnds, suspensionEnds);
        }

        State without(ImageWrite write) {
            List<ImageWrite> rest =
                    writes.stream().filter(other -> other != write).toList();
            return new State(generation, contradictions, rest, shortTtlEnds, suspensionEnds);
        }
    }

    InvalidationTracker(Clocks clocks) {
        this.clocks = clocks;
        this.startNanos = clocks.nanos();
    }

    /** Returns the image's generation. */
    long generation(ImageId id) {
        return state(id).generation;
    }

    /** Returns how often the image was invalidated by a change that was made known to the gateway. */
    long invalidations(ImageId id) {
        State state = state(id);
        return state.generation - state.contradictions;
    }

    /**
     * Moves the image to its next generation, since its loads themselves show that it has changed: what began to load before
     * may be from before the change.
     */
    void contradict(ImageId id) {
        long shortTtlEnds = nowNanos() + SHORT_TTL.toNanos();
        update(id, state -> state.contradicted(shortTtlEnds));
    }

    /** Moves the image to its next generation: the image may have changed. */
    void invalidate(ImageId id) {
        long shortTtlEnds = nowNanos() + SHORT_TTL.toNanos();
        update(id, state -> state.invalidated(shortTtlEnds));
    }

    /** Suspends caching of the image for {@link #UNKNOWN_OUTCOME}: it may change without an invalidation. */
    void suspend(ImageId id) {
        long suspensionEnds = nowNanos() + UNKNOWN_OUTCOME.toNanos();
        update(id, state -> state.suspended(suspensionEnds));
    }

    /** A write is about to be sent. */
    void beginWrite(ImageWrite write) {
        update(write.id(), state -> state.with(write));
    }

    /** The write has ended; if it may have changed the image, the image was invalidated before. */
    void endWrite(ImageWrite write) {
        update(write.id(), state -> state.without(write));
        write.end();
    }

    /**
     * Returns a future that completes when the writes to the image have ended that are in progress now, whatever their outcome.
     * A load that has ended meanwhile may be cached then if it still {@link #mayCache may}: each write that may have changed
     * the image has moved its generation.
     */
    Future<?> writesEnded(ImageId id) {
        List<ImageWrite> writes = state(id).writes;
        return writes.isEmpty()
                ? Future.succeededFuture()
                : Future.all(writes.stream().map(ImageWrite::ended).toList());
    }

    /** Returns whether a load that began in that generation may be cached: none has begun since, and caching is not suspended. */
    boolean mayCache(ImageId id, long generation) {
        State state = state(id);
        return state.generation == generation && nowNanos() >= state.suspensionEnds;
    }

    /** Returns whether the image was invalidated less than {@link #SHORT_TTL} ago. */
    boolean isRecentlyInvalidated(ImageId id) {
        return nowNanos() < state(id).shortTtlEnds;
    }

    /** Counted from the start: the clock's own values may be negative, and only differences have a meaning. */
    private long nowNanos() {
        return clocks.nanos() - startNanos;
    }

    private State state(ImageId id) {
        State state = slots.get(index(id));
        return state == null ? INITIAL : state;
    }

    private void update(ImageId id, UnaryOperator<State> change) {
        slots.updateAndGet(index(id), state -> change.apply(state == null ? INITIAL : state));
    }

    /** Returns the slot by multiply-shift hashing (Dietzfelbinger 1996): two ids share one in one key of 2,048 at most. */
    private static int index(ImageId id) {
        long sum = KEY[0] * (id.high() >>> Integer.SIZE)
                + KEY[1] * (id.high() & HALF)
                + KEY[2] * (id.low() >>> Integer.SIZE)
                + KEY[3] * (id.low() & HALF)
                + KEY[4];
        return (int) (sum >>> (Long.SIZE - SLOT_BITS));
    }

    /**
     * The latest known {@code updated_at} of recently changed images: a record with an earlier one comes from a lagging replica
     * of Glance's database, and is not cached.
     *
     * <p>Only ever a reason not to cache. Glance's {@code updated_at} has a resolution of one second and does not move when
     * members change, so equal values prove nothing. Any thread.
     */
    static final class LastModified {
        private static final int MAX_IMAGES = 50_000;
        private static final Duration TTL = Duration.ofMinutes(10);

        private final Cache<ImageId, String> lastModified;

        LastModified(Clocks clocks) {
            this.lastModified = ExpiringCache.of(MAX_IMAGES, TTL, clocks);
        }

        /** Records when the image was changed, null for unknown; the format of {@link Image#updated()} sorts by time. */
        void record(ImageId id, @Nullable String updated) {
            if (updated != null) {
                lastModified.asMap().merge(id, updated, (known, other) -> known.compareTo(other) < 0 ? other : known);
            }
        }

        /** Returns whether the image is older than the latest known change to it; looks at the image only if there is one. */
        boolean isOutdated(ImageId id, Supplier<Image> image) {
            String latest = lastModified.getIfPresent(id);
            String updated = latest == null ? null : image.get().updated();
            return latest != null && updated != null && updated.compareTo(latest) < 0;
        }
    }
}

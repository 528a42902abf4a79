package dev.vitrine.cache;

import dev.vitrine.async.Throttle;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Checks by a sample whether the feed of changes misses any: while it is live, one hit in a hundred is loaded again in the
 * background, five in a second at most. If Glance returns another image than the cached one, and no notification
 * invalidates it within five seconds, the feed has missed the change.
 *
 * <p>Any thread.
 */
final class ConsistencySampler {
    /** How late the notification of a change may be. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** The minimum time between two samples, so that a popular image causes no load worth the name. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    private static final int MAX_PENDING = 100;

    private final Clocks clocks;
    private final ToLongFunction<ImageId> invalidations;
    private final BooleanSupplier draw;
    private final Throttle throttle;
    private final AtomicBoolean isDeferred = new AtomicBoolean();
    private final Queue<Difference> pending = new ArrayBlockingQueue<>(MAX_PENDING);
    private volatile boolean isEnabled;

    /** An image was found changed at that time, after so many invalidations. */
    private record Difference(ImageId id, long invalidations, long nanos) {}

    /** Takes what tells how often an image was invalidated, and what draws one hit in a hundred. */
    ConsistencySampler(Clocks clocks, ToLongFunction<ImageId> invalidations, BooleanSupplier draw) {
        this.clocks = clocks;
        this.invalidations = invalidations;
        this.draw = draw;
        this.throttle = new Throttle(INTERVAL, clocks::nanos);
    }

    /** Samples from now on, or no longer; differences that are pending are dropped. */
    void setEnabled(boolean isEnabled) {
        this.isEnabled = isEnabled;
        pending.clear();
    }

    /**
     * Returns whether to sample a hit that this caller cannot load again, for lack of a token: then it passes the request
     * on, and the next {@link #shouldSample} is true.
     */
    boolean shouldDefer() {
        if (isDrawn()) {
            isDeferred.set(true);
            return true;
        }
        return false;
    }

    /** Returns whether to load a hit again. */
    boolean shouldSample() {
        return isDeferred.compareAndSet(true, false) || isDrawn();
    }

    private boolean isDrawn() {
        return isEnabled && draw.getAsBoolean() && throttle.tryPass();
    }

    /** Compares the image that was cached until a load began, after so many invalidations, with the load's result. */
    void compare(ImageId id, CachedImage cached, long invalidationsBefore, Outcome<CachedImage> loaded) {
        // What was loaded soon after an invalidation may be half of a change that the feed did not miss.
        boolean isDifferent = isEnabled && !cached.hasShortTtl() && isChanged(cached.image(), loaded);
        boolean isPending = pending.stream().anyMatch(difference -> difference.id.equals(id));
        if (isDifferent && !isPending) {
            pending.offer(new Difference(id, invalidationsBefore, clocks.nanos()));
        }
    }

    private static boolean isChanged(Image cached, Outcome<CachedImage> loaded) {
        return loaded instanceof Outcome.Found<CachedImage> found
                ? !found.value().image().equals(cached)
                        && !isOlder(found.value().image().updated(), cached.updated())
                : loaded instanceof Outcome.Failed<CachedImage> failed
                        && failed.failure().isAnswer();
    }

    /** An older image comes from a lagging replica of Glance's database. */
    private static boolean isOlder(@Nullable String one, @Nullable String other) {
        return one != null && other != null && one.compareTo(other) < 0;
    }

    /** Returns an image whose change the feed has missed, each change once; null if there is none now. */
    @Nullable
    ImageId nextMissedChange() {
        Difference oldest = pending.peek();
        while (oldest != null && clocks.nanos() - oldest.nanos >= GRACE.toNanos()) {
            pending.remove(oldest);
            if (invalidations.applyAsLong(oldest.id) == oldest.invalidations) {
                return oldest.id;
            }
            oldest = pending.peek();
        }
        return null;
    }
}

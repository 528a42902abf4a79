package dev.vitrine.cache;

import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether changes made past the gateway are heard of, as far as a sample can tell: while they are said to be, one hit in a
 * hundred is loaded anew behind the caller's back, five in a second at the most. If that shows another image than the one
 * remembered, and nobody has told of a change within five seconds, the change was not heard of.
 *
 * <p>Any thread.
 */
final class ConsistencySampler {
    /** How long a change may take to be told. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** How much time lies between two hits that are taken, at the least: a hot image must not become a load. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    private static final int MOST_PENDING = 100;

    private final Clocks time;
    private final ToLongFunction<ImageId> generation;
    private final BooleanSupplier draw;
    private final AtomicLong takenNanos;
    private final AtomicBoolean owed = new AtomicBoolean();
    private final Queue<Suspicion> pending = new ArrayBlockingQueue<>(MOST_PENDING);
    private volatile boolean isOn;

    /** An image was found changed then, in that generation. */
    private record Suspicion(ImageId id, long generation, long nanos) {}

    /** Takes what draws one hit in a hundred. */
    ConsistencySampler(Clocks time, ToLongFunction<ImageId> generation, BooleanSupplier draw) {
        this.time = time;
        this.generation = generation;
        this.draw = draw;
        this.takenNanos = new AtomicLong(time.nanos() - INTERVAL.toNanos());
    }

    /** Whether changes are said to be heard of from now on. */
    void heard(boolean areHeard) {
        isOn = areHeard;
        pending.clear();
    }

    /** Returns whether a hit is to be loaded anew, by whom has no caller to load it for: the next {@link #takes} is true. */
    boolean sendsOn() {
        if (isDrawn()) {
            owed.set(true);
            return true;
        }
        return false;
    }

    /** Returns whether a hit is to be loaded anew. */
    boolean takes() {
        return owed.compareAndSet(true, false) || isDrawn();
    }

    private boolean isDrawn() {
        if (!isOn || !draw.getAsBoolean()) {
            return false;
        }
        long taken = takenNanos.get();
        long now = time.nanos();
        return now - taken >= INTERVAL.toNanos() && takenNanos.compareAndSet(taken, now);
    }

    /** Compares what was remembered, until that load began, with what it has brought. */
    void compare(ImageId id, CachedImage remembered, LoadSnapshot load, Outcome<CachedImage> loaded) {
        // What was loaded on probation may have been half of a change that was told of.
        boolean isSuspicious = isOn && !remembered.onProbation() && isChanged(remembered.image(), loaded);
        boolean isKnown = pending.stream().anyMatch(suspicion -> suspicion.id.equals(id));
        if (isSuspicious && !isKnown) {
            pending.offer(new Suspicion(id, load.generation(), time.nanos()));
        }
    }

    private static boolean isChanged(Image remembered, Outcome<CachedImage> loaded) {
        return loaded instanceof Outcome.Found<CachedImage> found
                ? !found.value().image().equals(remembered)
                        && !isOlder(found.value().image().updated(), remembered.updated())
                : loaded instanceof Outcome.Failed<CachedImage> failed
                        && failed.failure().isAnswer();
    }

    /** An older one comes from a copy of Glance's database that lags. */
    private static boolean isOlder(@Nullable String one, @Nullable String other) {
        return one != null && other != null && one.compareTo(other) < 0;
    }

    /** Returns an image that was changed without anybody telling, each such change once; null if there is none now. */
    @Nullable
    ImageId unheard() {
        Suspicion oldest = pending.peek();
        while (oldest != null && time.nanos() - oldest.nanos >= GRACE.toNanos()) {
            pending.remove(oldest);
            if (generation.applyAsLong(oldest.id) == oldest.generation) {
                return oldest.id;
            }
            oldest = pending.peek();
        }
        return null;
    }
}

package dev.vitrine.cache;

import dev.vitrine.model.Clocks;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway knows of changes to images: how often each was invalidated, whether one is under way, and until when
 * nothing of it may be kept.
 *
 * <p>A fixed table, so that no flood of ids pushes out what protects another one. Ids share its places: a change to one
 * costs another a load too many, and nothing else. Any thread.
 */
final class InvalidationTracker {
    /**
     * How long what is loaded after a change is believed for a short time only: Glance may read a replica of its database
     * that lags, and it writes tags in a transaction of their own, after the rest ({@code ImageRepo.save}).
     */
    static final Duration PROBATION = Duration.ofSeconds(2);

    /** How long a change of which nobody knows whether it was made may still come to be made. */
    static final Duration UNSURE = Duration.ofSeconds(60);

    private static final int PLACES = 4096;
    private static final Standing UNTOUCHED = new Standing(0, 0, 0, 0);

    private final Clocks time;
    private final long bornNanos;
    private final AtomicReferenceArray<@Nullable Standing> places = new AtomicReferenceArray<>(PLACES);

    /**
     * How it stands with an image.
     *
     * @param generation how often it was invalidated
     * @param writing how many changes to it are under way
     * @param probationEnds when what is loaded may be believed for its whole time again, nanoseconds since the start
     * @param unsureEnds when what is loaded may be kept again, nanoseconds since the start
     */
    private record Standing(long generation, int writing, long probationEnds, long unsureEnds) {
        Standing moved(long probationEnds) {
            return new Standing(generation + 1, writing, probationEnds, unsureEnds);
        }

        Standing unsure(long unsureEnds) {
            return new Standing(generation, writing, probationEnds, unsureEnds);
        }

        Standing writing(int more) {
            return new Standing(generation, writing + more, probationEnds, unsureEnds);
        }
    }

    InvalidationTracker(Clocks time) {
        this.time = time;
        this.bornNanos = time.nanos();
    }

    /** Returns the image's generation. */
    long of(ImageId id) {
        return standing(id).generation;
    }

    /** The image may have changed. */
    void move(ImageId id) {
        long probationEnds = nowNanos() + PROBATION.toNanos();
        change(id, standing -> standing.moved(probationEnds));
    }

    /** The image may yet change without our hearing of it. */
    void distrust(ImageId id) {
        long unsureEnds = nowNanos() + UNSURE.toNanos();
        change(id, standing -> standing.unsure(unsureEnds));
    }

    /** A change to the image is about to be sent. */
    void beginWrite(ImageId id) {
        change(id, standing -> standing.writing(1));
    }

    /** The change has ended in one way or the other. */
    void endWrite(ImageId id) {
        change(id, standing -> standing.writing(-1));
    }

    /** Returns whether what was loaded since that generation may be kept. */
    boolean mayKeep(ImageId id, long generation) {
        Standing standing = standing(id);
        return standing.generation == generation && standing.writing == 0 && nowNanos() >= standing.unsureEnds;
    }

    /** Returns whether the image was invalidated so lately that what is loaded now may be half of the change. */
    boolean isOnProbation(ImageId id) {
        return nowNanos() < standing(id).probationEnds;
    }

    /** Counted from the start: the clock's own numbers may be negative, and differences alone mean something. */
    private long nowNanos() {
        return time.nanos() - bornNanos;
    }

    private Standing standing(ImageId id) {
        Standing standing = places.get(index(id));
        return standing == null ? UNTOUCHED : standing;
    }

    private void change(ImageId id, UnaryOperator<Standing> change) {
        places.updateAndGet(index(id), standing -> change.apply(standing == null ? UNTOUCHED : standing));
    }

    private static int index(ImageId id) {
        return id.hashCode() & (PLACES - 1);
    }
}

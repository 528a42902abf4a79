package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Identity;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * That Glance had nothing for a class of callers, remembered for that class alone: another's private image must not
 * vanish for its owner because a stranger asked for it.
 *
 * <p>Each class has 256 places, told by the id's hash, of 20,000 in all: who asks for random ids pushes out only what he
 * himself was told. Any thread.
 */
final class NegativeCache {
    private static final int MOST = 20_000;
    private static final int PLACES = 256;

    private final Clocks time;
    private final long lifeNanos;
    private final Cache<Place, Absence> absences;

    private record Place(Digest accessClass, int number) {
        static Place of(ImageId id, Identity identity) {
            return new Place(identity.accessClass(), id.hashCode() & (PLACES - 1));
        }
    }

    private record Absence(ImageId id, Failure failure, LoadSnapshot load) {
        boolean isOf(ImageId asked, long generation, long epoch) {
            return id.equals(asked) && load.generation() == generation && load.epoch() == epoch;
        }
    }

    NegativeCache(Duration life, Clocks time) {
        this.time = time;
        this.lifeNanos = life.toNanos();
        this.absences = Expiring.memory(MOST, life, time);
    }

    /** Returns what Glance said, unless something has happened since: the generation and the epoch are those of now. */
    @Nullable
    Failure failure(ImageId id, Identity identity, long generation, long epoch) {
        Absence absence = absences.getIfPresent(Place.of(id, identity));
        // As old as its load, however long that took.
        return absence != null
                        && time.nanos() - absence.load.startNanos() < lifeNanos
                        && absence.isOf(id, generation, epoch)
                ? absence.failure
                : null;
    }

    void keep(ImageId id, Identity identity, Failure failure, LoadSnapshot load) {
        absences.put(Place.of(id, identity), new Absence(id, failure, load));
    }

    void forget(ImageId id, Identity identity) {
        absences.invalidate(Place.of(id, identity));
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ImageId;
import dev.vitrine.testing.ManualClocks;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InvalidationTrackerTest {
    private static final int CHOSEN = 4_096;

    private final InvalidationTracker tracker = new InvalidationTracker(new ManualClocks().time());

    /** Glance lets a client choose the id of its image. All of these have the hash code of the first one. */
    private static ImageId chosen(long number) {
        UUID victim = UUID.fromString("70a599e0-31e7-49b7-b260-868f441e862b");
        return ImageId.parse(new UUID(
                        victim.getMostSignificantBits() + number,
                        victim.getLeastSignificantBits() - number * 0x9E3779B97F4A7C15L)
                .toString());
    }

    @Test
    void idsThatWereChosenToCollideWithAnothersDoNotInvalidateIt() {
        ImageId victim = chosen(0);
        assertThat(LongStream.rangeClosed(1, CHOSEN).mapToObj(number -> chosen(number)))
                .allMatch(id -> id.hashCode() == victim.hashCode() && !id.equals(victim));

        LongStream.rangeClosed(1, CHOSEN).mapToObj(number -> chosen(number)).forEach(tracker::invalidate);

        // One or two of them share its slot by chance.
        assertThat(tracker.generation(victim)).isLessThan(CHOSEN / 10);
        tracker.invalidate(victim);
        assertThat(tracker.isRecentlyInvalidated(victim)).isTrue();
    }
}

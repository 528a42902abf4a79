package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.testing.Loaders;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What remains of a full cache when its bound is halved. */
class HalvingTest {
    private final TestCache world = new TestCache();
    private final ImageCache cache = new ImageCache(
            world.loop,
            TestCache.settings(1 << 20),
            TestCache.TIMEOUT,
            world.clock.time(),
            Loaders.images(world.glance::load),
            TestCache::document,
            new ByteBudget(1 << 30));

    private void fill() {
        for (int i = 0; i < 5_000; i++) {
            ImageId id = ImageId.parse(new UUID(i, i).toString());
            world.glance.put(id, Version.of(Visibility.PRIVATE, "a"));
            assertThat(cache.image(id, Who.of("a", "member").caller()).isComplete())
                    .isTrue();
        }
    }

    @Test
    void halfOfItGoesAtOnceAndThereIsRoomForAllAgainLater() {
        fill();
        long full = cache.bytes();
        assertThat(full).isBetween(1_000_000L, 1_048_576L);

        cache.halve(true);

        assertThat(cache.bytes()).isBetween(500_000L, 524_288L);
        fill();
        assertThat(cache.bytes()).isLessThanOrEqualTo(524_288);
        cache.halve(false);
        fill();
        assertThat(cache.bytes()).isBetween(1_000_000L, 1_048_576L);
    }
}

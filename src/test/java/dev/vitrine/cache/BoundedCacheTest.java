package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A project with a few large images that it asks for all the time, and the small images of others. */
class BoundedCacheTest {
    private static final int CACHE = 1 << 20;
    private static final int LARGE = 200_000;
    private static final Who FLOODER = Who.of("flooder", "member");
    private static final Who OTHER = Who.of("other", "member");

    private final TestCache world = new TestCache();
    private final ImageCache cache = new ImageCache(
            world.loop,
            TestCache.settings(CACHE),
            TestCache.TIMEOUT,
            world.clock.time(),
            Loaders.images((id, caller) -> Future.succeededFuture(new Outcome.Found<>(image(id)))),
            TestCache::document,
            new ByteBudget(1 << 30));

    private static ImageId large(int number) {
        return ImageId.parse(new UUID(number, LARGE).toString());
    }

    private static ImageId small(int number) {
        return ImageId.parse(new UUID(number, 100).toString());
    }

    private static Image image(ImageId id) {
        String value = "x".repeat((int) id.low());
        String time = "2026-01-01T00:00:00Z";
        return new Image(
                id.text(),
                "name",
                ImageStatus.ACTIVE,
                0,
                0,
                0,
                time,
                time,
                Visibility.PRIVATE,
                List.of(new Property("p", new PropertyValue.Text(value))),
                id.low() == LARGE ? "flooder" : "other");
    }

    private CacheOutcome read(ImageId id, Who who) {
        return cache.image(id, who.caller()).result().cacheOutcome();
    }

    private long hits(int images) {
        return IntStream.range(0, images)
                .filter(i -> read(small(i), OTHER) == CacheOutcome.HIT)
                .count();
    }

    private void flood() {
        for (int turn = 0; turn < 50; turn++) {
            IntStream.range(0, 5).forEach(number -> read(large(number), FLOODER));
        }
    }

    @Test
    void leaveAQuarterOfTheCacheToOthersHoweverOftenTheyAreAskedFor() {
        flood();
        hits(200);
        flood();

        assertThat(hits(200)).isEqualTo(200);
        assertThat(cache.bytes()).isLessThanOrEqualTo(CACHE);
    }

    @Test
    void ofThoseThatFitIntoAProjectsShareNoneGoes() {
        IntStream.range(0, 3).forEach(number -> read(large(number), FLOODER));
        hits(100);

        assertThat(IntStream.range(0, 3)).allMatch(number -> read(large(number), FLOODER) == CacheOutcome.HIT);
        assertThat(hits(100)).isEqualTo(100);
    }

    @Test
    void theOldestOfAProjectGoesForANewOne() {
        IntStream.range(0, 4).forEach(number -> read(large(number), FLOODER));

        assertThat(cache.info(large(0))).isEmpty();
        assertThat(IntStream.range(1, 4)).allMatch(number -> read(large(number), FLOODER) == CacheOutcome.HIT);
    }

    @Test
    void oneThatIsGoneNoLongerCounts() {
        IntStream.range(0, 3).forEach(number -> read(large(number), FLOODER));
        cache.invalidate(large(0));
        cache.invalidate(large(1));

        IntStream.range(3, 5).forEach(number -> read(large(number), FLOODER));

        assertThat(IntStream.range(2, 5)).allMatch(number -> read(large(number), FLOODER) == CacheOutcome.HIT);
    }
}

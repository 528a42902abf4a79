package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.SimulatedGlance;
import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.cache.Who;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed of notifications says reaches the cache of images and the cache of lists. */
class NotificationServiceTest {
    private static final ImageId ID = ImageId.parse("70a599e0-31e7-49b7-b260-868f441e862b");
    private static final Who US = Who.of("a", "member");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final CacheConfig SETTINGS = new CacheConfig(
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofSeconds(5),
            1 << 20,
            true,
            AccessClass.PROJECT,
            false);
    private static final View VIEW = new View(Format.JSON, true, false);

    private final ManualClocks clock = new ManualClocks();
    private final ManualEventLoops loop = new ManualEventLoops(clock);
    private final SimulatedGlance glance = new SimulatedGlance();
    private final ImageCache images = new ImageCache(
            loop,
            SETTINGS,
            TIMEOUT,
            clock.time(),
            Loaders.images(glance::load),
            ImageDocument::of,
            new ByteBudget(1 << 30));
    private final ListCache lists = new ListCache(
            loop,
            SETTINGS,
            TIMEOUT,
            TIMEOUT,
            clock.time(),
            Loaders.lists((wanted, caller) -> Future.succeededFuture(
                    new Outcome.Found<Listing>(new ListWriter(VIEW, true).finish(new Page(0, null))))));
    private final NotificationService.Caches caches = new NotificationService.Caches(images, lists);

    @BeforeEach
    void load() {
        glance.put(ID, Version.of(Visibility.PUBLIC, "a"));
        caches.notificationsLive(true);
        assertThat(image()).isEqualTo(CacheOutcome.MISS);
        assertThat(list()).isEqualTo(CacheOutcome.MISS);
    }

    private CacheOutcome image() {
        return images.image(ID, US.caller()).result().cacheOutcome();
    }

    private CacheOutcome list() {
        ListCache.Wanted wanted = new ListCache.Wanted(new ListQuery(List.of(), 10, null), VIEW, true);
        return lists.list(wanted, US.caller()).result().cacheOutcome();
    }

    @Test
    void whileItIsLiveBothAreFreshForLonger() {
        loop.pass(Duration.ofSeconds(53));

        assertThat(image()).isEqualTo(CacheOutcome.HIT);
        assertThat(list()).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void whenItIsNoLongerLiveBothMustBeRevalidated() {
        loop.pass(Duration.ofSeconds(53));
        caches.notificationsLive(false);

        assertThat(image()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(list()).isEqualTo(CacheOutcome.REFRESHED);
    }

    @Test
    void afterAGapBothMustBeRevalidated() {
        caches.revalidateAll();

        assertThat(image()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(list()).isEqualTo(CacheOutcome.REFRESHED);
    }

    @Test
    void aChangeEndsBoth() {
        caches.changed(ID, null);

        assertThat(image()).isEqualTo(CacheOutcome.MISS);
        assertThat(list()).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void aChangeThatIsFoundInTheSampleEndsBoth() {
        glance.put(ID, Version.of(Visibility.PRIVATE, "a"));
        for (int calls = glance.calls(); glance.calls() == calls; ) {
            image();
        }
        loop.pass(Duration.ofSeconds(5));
        assertThat(list()).isEqualTo(CacheOutcome.HIT);

        assertThat(caches.takeMissedChanges()).isEqualTo(1);
        assertThat(image()).isEqualTo(CacheOutcome.MISS);
        assertThat(list()).isEqualTo(CacheOutcome.MISS);
    }
}

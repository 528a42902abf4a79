package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.View;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A cache in front of a simulated Glance, on a loop turned by hand, with its default settings. */
final class TestCache {
    static final ImageId ID = ImageId.parse("70a599e0-31e7-49b7-b260-868f441e862b");
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final ManualClocks clock = new ManualClocks();
    final ManualEventLoops loop = new ManualEventLoops(clock);
    final SimulatedGlance glance = new SimulatedGlance();

    /** Whether Keystone says that callers are still of their class. */
    Future<Boolean> isClassConfirmed = Future.succeededFuture(true);

    /** Whether asking Keystone throws. */
    boolean hasBug;

    /** Whether hits are sampled while the feed of changes is live. */
    boolean draw;

    final ImageCache cache = new ImageCache(
            loop,
            settings(),
            TIMEOUT,
            clock.time(),
            Loaders.images(glance::load, this::confirmation),
            TestCache::document,
            new ByteBudget(1 << 30),
            () -> draw);

    private final Queue<ImageWrite> writes = new ArrayDeque<>();

    static CacheConfig settings() {
        return settings(64 << 20);
    }

    static CacheConfig settings(long maxBytes) {
        return new CacheConfig(
                maxBytes,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofSeconds(5),
                16 << 20,
                true,
                AccessClass.PROJECT,
                false);
    }

    static ResponseTemplate document(Image image, View view, Growth growth) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes(image.id().getBytes(StandardCharsets.UTF_8));
        return template.build();
    }

    private Future<Boolean> confirmation() {
        if (hasBug) {
            throw new IllegalStateException("a bug that a test has made");
        }
        return isClassConfirmed;
    }

    /** Puts an image into Glance. */
    TestCache with(Visibility visibility, String owner) {
        glance.put(ID, Version.of(visibility, owner));
        return this;
    }

    /** Begins a write to the image. */
    void beginWrite(Who who) {
        writes.add(cache.beginWrite(ID, who.identity()));
    }

    /** Ends the write that began first. */
    void endWrite(Outcome<?> outcome) {
        cache.endWrite(writes.remove(), outcome);
    }

    /** Begins to read the image. */
    Future<CacheResult<CachedImage>> read(Who who) {
        return cache.image(ID, who.caller());
    }

    /** Reads the image, and returns its name, or why there is none; "..." if there is no answer yet. */
    String seen(Who who) {
        return seen(read(who));
    }

    static String seen(Future<CacheResult<CachedImage>> read) {
        if (!read.isComplete()) {
            return "...";
        }
        return read.result().outcome() instanceof Outcome.Found<CachedImage> found
                ? found.value().image().name()
                : ((Outcome.Failed<CachedImage>) read.result().outcome())
                        .failure()
                        .kind()
                        .toString();
    }

    /** Reads the image, and returns how the cache came by the response. */
    CacheOutcome cacheOutcome(Who who) {
        return read(who).result().cacheOutcome();
    }
}

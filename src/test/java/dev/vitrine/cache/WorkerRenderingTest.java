package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.View;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What takes long of a cached image is done by a worker: over HTTP/2 a hundred requests come in one turn of an event loop. */
class WorkerRenderingTest {
    private static final String TIME = "2026-01-01T00:00:00Z";

    private final TestCache world = new TestCache();
    private int work;

    private final class Counting implements EventLoops {
        @Override
        public <T> Future<T> executeBlocking(Callable<T> callable) {
            work++;
            return world.loop.executeBlocking(callable);
        }

        @Override
        public <T> Future<T> within(Duration timeout, CompletionStage<T> stage) {
            return world.loop.within(timeout, stage);
        }

        @Override
        public void defer(Runnable task) {
            world.loop.defer(task);
        }
    }

    private ImageCache cache(int bytes) {
        return new ImageCache(
                new Counting(),
                TestCache.settings(1 << 20),
                TestCache.TIMEOUT,
                world.clock.time(),
                Loaders.images((id, caller) -> Future.succeededFuture(new Outcome.Found<>(image(id, bytes)))),
                TestCache::document,
                new ByteBudget(1 << 30));
    }

    private static Image image(ImageId id, int bytes) {
        Property property = new Property("p", new PropertyValue.Text("x".repeat(bytes)));
        return new Image(
                id.text(), "name", ImageStatus.ACTIVE, 0, 0, 0, TIME, TIME, Visibility.PUBLIC, List.of(property));
    }

    @ParameterizedTest
    @CsvSource({"1000, 0", "30000, 0", "33000, 1", "200000, 1", "300000, 1"})
    void imagesOver32KiBAreReadAndRenderedThere(int bytes, int expected) {
        ImageCache cache = cache(bytes);
        Caller caller = Who.of("p", "member").caller();
        ImageId id = ImageId.parse(new UUID(1, 1).toString());
        CachedImage image =
                ((Outcome.Found<CachedImage>) cache.image(id, caller).result().outcome()).value();

        Outcome<Integer> read = cache.read(
                        image,
                        caller.identity(),
                        (record, growth) -> record.metadata().size())
                .result();
        assertThat(read).isEqualTo(new Outcome.Found<>(1));
        assertThat(work).isEqualTo(expected);

        cache.renderedDocument(image, View.ALL.get(0), caller.identity());
        assertThat(work).isEqualTo(2 * expected);
    }
}

package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.EventLoops;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecord;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ListRenderingTest {
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final ByteBudget budget = new ByteBudget(8 << 20);
    private final ByteBudget.Reservation reservation = budget.reserve("p");
    private final ListWriter writer = new ListWriter(View.ALL.get(0), true, reservation::add);
    private final ListRendering rendering = new ListRendering(new Workers(), writer, true, reservation);

    /** Work runs when the test says so. */
    private final class Workers implements EventLoops {
        @Override
        public <T> Future<T> executeBlocking(Callable<T> work) {
            Promise<T> end = Promise.promise();
            workers.add(() -> {
                try {
                    end.complete(work.call());
                } catch (Exception e) {
                    end.fail(e);
                }
            });
            return end.future();
        }

        @Override
        public <T> Future<T> within(Duration timeout, CompletionStage<T> stage) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void defer(Runnable task) {
            throw new UnsupportedOperationException();
        }
    }

    private static Image image(String name, int bytes) {
        return new Image(
                "70a599e0-31e7-49b7-b260-868f441e862b",
                name,
                ImageStatus.ACTIVE,
                0,
                0,
                0,
                "2011-01-01T01:02:03Z",
                "2011-01-01T01:02:03Z",
                Image.Visibility.PUBLIC,
                List.of(new Property("k", new PropertyValue.Text("x".repeat(bytes)))));
    }

    private List<String> rendered() {
        String document = new String(
                writer.finish(new Page(0, null)).document().fill(Links.NONE), java.nio.charset.StandardCharsets.UTF_8);
        return List.of("first", "large", "behind", "last").stream()
                .filter(name -> document.contains("\"name\":\"" + name + "\""))
                .sorted((a, b) -> document.indexOf("\"" + a + "\"") - document.indexOf("\"" + b + "\""))
                .toList();
    }

    @Test
    void smallOnesAreRenderedAtOnce() {
        rendering.add(image("first", 1_000));

        assertThat(workers).isEmpty();
        assertThat(rendering.done().succeeded()).isTrue();
        assertThat(rendered()).containsExactly("first");
    }

    @Test
    void aLargeOneAndThoseBehindItAreRenderedByAWorkerInTheirOrder() {
        rendering.add(image("first", 1_000));
        rendering.add(image("large", 300_000));
        rendering.add(image("behind", 1_000));

        assertThat(workers).hasSize(1);
        assertThat(rendering.done().isComplete()).isFalse();
        assertThat(budget.used()).isGreaterThan(300_000);

        workers.remove().run();
        rendering.add(image("last", 1_000));

        assertThat(rendering.done().succeeded()).isTrue();
        assertThat(workers).isEmpty();
        assertThat(rendered()).containsExactly("first", "large", "behind", "last");
    }

    @Test
    void manyEntriesThatAreCopiedAtOnceAreCopiedByAWorkerAndWhatFollowsInTheirOrder() {
        for (boolean detail : new boolean[] {true, false}) {
            int images = detail ? 400 : 1_200;
            Listing source = source(detail, images);
            ListWriter copies = new ListWriter(View.ALL.get(0), detail, reservation::add);
            ListRendering copying = new ListRendering(new Workers(), copies, detail, reservation);

            copying.copy(source, 0, 10);
            assertThat(workers).isEmpty();
            copying.copy(source, 10, images - 2);
            copying.copy(source, images - 2, images - 1);
            copying.add(image(String.valueOf(images - 1), 1_000));
            assertThat(workers).hasSize(1);
            workers.remove().run();

            assertThat(copying.done().succeeded()).isTrue();
            assertThat(copies.finish(new Page(images, null)).document().fill(Links.NONE))
                    .isEqualTo(source.document().fill(Links.NONE));
            assertThat(copies.bounds()).hasSize(2 * images);
        }
    }

    /** Returns a list of images whose records are known. */
    private static Listing source(boolean detail, int images) {
        ListWriter list = new ListWriter(View.ALL.get(0), detail);
        List<KnownRecord> records = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            Image image = image(String.valueOf(i), 1_000);
            list.add(image);
            records.add(new KnownRecord(new byte[0], image));
        }
        return list.finish(new Page(images, null)).withRecords(KnownRecords.of(records, list.bounds()));
    }

    @Test
    void oneThatThereIsNoRoomForEndsTheList() {
        rendering.add(image("large", 4_000_000));
        rendering.add(image("behind", 1_000_000));
        workers.remove().run();

        assertThat(rendering.done().cause()).isInstanceOf(ExceededException.class);
        assertThatThrownBy(() -> rendering.add(image("last", 1))).isInstanceOf(ExceededException.class);
        reservation.release();
        assertThat(budget.used()).isZero();
    }
}

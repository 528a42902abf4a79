package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.ImageWriteQueue.KeyedQueue;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of changes by three projects to three images, held against a model in which each project has a queue of its
 * own for each image.
 *
 * <p>A failure names its seed; {@code -Dmodel.seed=N} repeats that sequence alone.
 */
class WriteQueueModelTest {
    private static final int SEQUENCES = 300;
    private static final int STEPS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final ManualEventLoops loop = new ManualEventLoops(new ManualClocks());
    private final KeyedQueue<Key> queue = new KeyedQueue<>(loop, TIMEOUT, Key::project);
    private final Map<Key, Deque<Change>> changes = new HashMap<>();

    private record Key(int image, String project) {}

    /** A change that was handed in. */
    private static final class Change {
        private final Promise<String> work = Promise.promise();
        private boolean isBegun;
        private Future<String> end;
    }

    @Test
    void noProjectsChangeEverWaitsForAnothers() {
        Long only = Long.getLong("model.seed");
        long first = only == null ? System.nanoTime() : only;
        for (long seed = first; seed < first + (only == null ? SEQUENCES : 1); seed++) {
            Random random = new Random(seed);
            WriteQueueModelTest model = new WriteQueueModelTest();
            for (int step = 0; step < STEPS; step++) {
                model.step(random, seed);
            }
        }
    }

    private void step(Random random, long seed) {
        Key key = new Key(random.nextInt(3), "project " + random.nextInt(3));
        switch (random.nextInt(4)) {
            case 0 -> handIn(key, 1 + random.nextInt(100), seed);
            case 1 -> loop.pass(Duration.ofSeconds(random.nextInt(4)));
            default -> finish(key);
        }
        changes.values().forEach(own -> own.removeIf(change -> change.end.isComplete()));
        changes.forEach((own, of) -> assertThat(of.stream().filter(change -> change.isBegun))
                .as("seed %d, %s: %d wait", seed, own, of.size())
                .hasSize(of.isEmpty() ? 0 : 1));
    }

    private void handIn(Key key, int number, long seed) {
        Deque<Change> own = changes.computeIfAbsent(key, none -> new ArrayDeque<>());
        for (int i = 0; i < number; i++) {
            boolean hasRoom = own.size() <= 64 && waiting(key.project) < 256;
            Change change = new Change();
            change.end = queue.runInTurn(
                    key,
                    () -> {
                        change.isBegun = true;
                        return change.work.future();
                    },
                    () -> "rejected");
            assertThat(change.end.isComplete()).as("seed %d, %s", seed, key).isEqualTo(!own.isEmpty() && !hasRoom);
            if (!change.end.isComplete()) {
                own.add(change);
            }
        }
    }

    private int waiting(String project) {
        List<Change> waiting = new ArrayList<>();
        changes.forEach((key, own) -> {
            if (key.project.equals(project)) {
                waiting.addAll(own);
            }
        });
        return (int) waiting.stream().filter(change -> !change.isBegun).count();
    }

    private void finish(Key key) {
        changes.getOrDefault(key, new ArrayDeque<>()).stream()
                .filter(change -> change.isBegun)
                .findFirst()
                .ifPresent(change -> change.work.complete("done"));
    }
}

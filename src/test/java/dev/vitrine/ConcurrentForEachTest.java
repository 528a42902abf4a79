package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrentForEachTest {
    private final List<Promise<Boolean>> running = new ArrayList<>();

    @Test
    void tasksThatCompleteAtOnceDoNotGrowTheStack() {
        List<Integer> items = Collections.nCopies(1_000_000, 1);

        assertThat(new ConcurrentForEach<>(items, 4, item -> Future.succeededFuture(true))
                        .run()
                        .succeeded())
                .isTrue();
    }

    @Test
    void numberOfConcurrentTasksIsLimited() {
        Future<Void> end = new ConcurrentForEach<>(List.of(1, 2, 3), 2, this::task).run();

        assertThat(running).hasSize(2);
        running.get(1).complete(true);
        assertThat(running).hasSize(3);
        running.get(2).complete(true);
        assertThat(end.isComplete()).isFalse();
        running.get(0).complete(true);
        assertThat(end.succeeded()).isTrue();
    }

    @Test
    void noTaskStartsAfterOneReturnsFalseAndRunningOnesAreAwaited() {
        Future<Void> end = new ConcurrentForEach<>(List.of(1, 2, 3), 2, this::task).run();

        running.get(0).complete(false);
        assertThat(end.isComplete()).isFalse();
        running.get(1).complete(true);
        assertThat(end.succeeded()).isTrue();
        assertThat(running).hasSize(2);
    }

    @Test
    void noTaskStartsAfterOneFailsOrThrows() {
        assertThat(new ConcurrentForEach<>(List.of(1, 2), 1, this::task).run().isComplete())
                .isFalse();
        running.get(0).fail("x");
        assertThat(running).hasSize(1);

        Future<Void> thrown = new ConcurrentForEach<>(List.of(1), 1, item -> {
                    throw new IllegalStateException("x");
                })
                .run();
        assertThat(thrown.succeeded()).isTrue();
    }

    @Test
    void noItemsCompleteAtOnce() {
        assertThat(new ConcurrentForEach<>(List.<Integer>of(), 1, this::task)
                        .run()
                        .succeeded())
                .isTrue();
    }

    private Future<Boolean> task(Integer item) {
        Promise<Boolean> task = Promise.promise();
        running.add(task);
        return task.future();
    }
}

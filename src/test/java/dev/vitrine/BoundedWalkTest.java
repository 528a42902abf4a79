package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedWalkTest {
    private final List<Promise<Boolean>> underWay = new ArrayList<>();

    @Test
    void stepsThatEndAtOnceNeedNoStack() {
        List<Integer> items = Collections.nCopies(1_000_000, 1);

        assertThat(new BoundedWalk<>(items, 4, item -> Future.succeededFuture(true))
                        .go()
                        .succeeded())
                .isTrue();
    }

    @Test
    void onlySoManyStepsAreUnderWay() {
        Future<Void> end = new BoundedWalk<>(List.of(1, 2, 3), 2, this::step).go();

        assertThat(underWay).hasSize(2);
        underWay.get(1).complete(true);
        assertThat(underWay).hasSize(3);
        underWay.get(2).complete(true);
        assertThat(end.isComplete()).isFalse();
        underWay.get(0).complete(true);
        assertThat(end.succeeded()).isTrue();
    }

    @Test
    void stepThatSaysSoIsTheLastAndTheOthersAreWaitedFor() {
        Future<Void> end = new BoundedWalk<>(List.of(1, 2, 3), 2, this::step).go();

        underWay.get(0).complete(false);
        assertThat(end.isComplete()).isFalse();
        underWay.get(1).complete(true);
        assertThat(end.succeeded()).isTrue();
        assertThat(underWay).hasSize(2);
    }

    @Test
    void stepThatFailsOrThrowsIsTheLast() {
        assertThat(new BoundedWalk<>(List.of(1, 2), 1, this::step).go().isComplete())
                .isFalse();
        underWay.get(0).fail("x");
        assertThat(underWay).hasSize(1);

        Future<Void> thrown = new BoundedWalk<>(List.of(1), 1, item -> {
                    throw new IllegalStateException("x");
                })
                .go();
        assertThat(thrown.succeeded()).isTrue();
    }

    @Test
    void nothingToDoIsAnEnd() {
        assertThat(new BoundedWalk<>(List.<Integer>of(), 1, this::step).go().succeeded())
                .isTrue();
    }

    private Future<Boolean> step(Integer item) {
        Promise<Boolean> step = Promise.promise();
        underWay.add(step);
        return step.future();
    }
}

package dev.vitrine.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.async.ByteBudget.Hold;
import dev.vitrine.async.ByteBudget.Reservation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(1000);

    @Test
    void aProjectHasThreeQuartersAtMost() {
        Reservation mine = budget.reserve("a");

        assertThat(mine.tryAdd(750)).isTrue();
        assertThat(mine.tryAdd(1)).isFalse();
        assertThat(budget.reserve("a").tryAdd(1)).isFalse();
        assertThat(budget.reserve("b").tryAdd(250)).isTrue();
        assertThat(budget.used()).isEqualTo(1000);
        assertThat(budget.refusedByShare()).isEqualTo(2);
        assertThat(budget.refusedByWhole()).isZero();
    }

    @Test
    void allTogetherHaveTheWholeAtMost() {
        assertThat(budget.reserve("a").tryAdd(600)).isTrue();

        assertThat(budget.reserve("b").tryAdd(401)).isFalse();
        assertThat(budget.reserve("b").tryAdd(400)).isTrue();
        assertThat(budget.used()).isEqualTo(1000);
        assertThat(budget.refusedByWhole()).isEqualTo(1);
        assertThat(budget.refusedByShare()).isZero();
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        Reservation reservation = budget.reserve("a");
        reservation.add(700);

        assertThatThrownBy(() -> reservation.add(100)).isInstanceOf(ByteBudget.ExceededException.class);
        assertThat(budget.used()).isEqualTo(700);
        assertThat(reservation.tryAdd(-700)).isTrue();
        assertThat(budget.used()).isZero();
        assertThat(reservation.tryAdd(750)).isTrue();
    }

    @Test
    void aReservationIsReleasedOnceAndGrowsNoMore() {
        Reservation first = budget.reserve("a");
        Reservation second = budget.reserve("a");
        first.add(300);
        second.add(400);

        first.release();
        first.release();

        assertThat(budget.used()).isEqualTo(400);
        assertThat(first.tryAdd(1)).isFalse();
        second.release();
        assertThat(budget.used()).isZero();
        assertThat(budget.reserve("a").tryAdd(750)).isTrue();
    }

    @Test
    void theMostThatWasEverHeldStaysAfterItIsReleased() {
        assertThat(budget.peak()).isZero();
        Reservation first = budget.reserve("a");
        first.add(300);
        Hold hold = budget.hold(new Object(), 200, "b");
        assertThat(hold).isNotNull();
        assertThat(budget.peak()).isEqualTo(500);

        first.release();
        hold.release();
        assertThat(budget.reserve("c").tryAdd(751)).isFalse();
        Reservation second = budget.reserve("c");
        second.add(400);

        assertThat(budget.peak()).isEqualTo(500);
        second.add(200);
        second.add(-600);
        assertThat(budget.peak()).isEqualTo(600);
    }

    @Test
    void anObjectIsCountedOnceForEachProjectHoweverManyHoldIt() {
        Object document = new Object();

        List<Hold> holds = IntStream.range(0, 100)
                .mapToObj(i -> budget.hold(document, 400, "a"))
                .toList();

        assertThat(holds).doesNotContainNull();
        assertThat(budget.used()).isEqualTo(400);
        assertThat(budget.hold(new Object(), 400, "a")).isNull();
        Hold others = budget.hold(document, 400, "b");
        assertThat(budget.used()).isEqualTo(800);
        assertThat(budget.hold(document, 400, "c")).isNull();
        holds.get(0).release();
        holds.get(0).release();
        holds.subList(1, 99).forEach(Hold::release);
        assertThat(budget.used()).isEqualTo(800);
        holds.get(99).release();
        assertThat(budget.used()).isEqualTo(400);
        others.release();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anObjectThatWasLetGoIsCountedAnew() {
        Object document = new Object();
        Hold old = budget.hold(document, 700, "a");
        old.release();

        Hold hold = budget.hold(document, 700, "b");
        old.release();

        assertThat(budget.used()).isEqualTo(700);
        hold.release();
        assertThat(budget.used()).isZero();
    }

    @Test
    void manyThreadsExceedNothingAndLeaveNothing() throws InterruptedException {
        AtomicLong most = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    await(start);
                    for (int round = 0; round < 5_000; round++) {
                        Reservation reservation = budget.reserve("p" + i % 2);
                        if (reservation.tryAdd(400)) {
                            most.accumulateAndGet(budget.used(), Math::max);
                        }
                        reservation.release();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most.get()).isBetween(400L, 1000L);
        assertThat(budget.peak()).isBetween(most.get(), 1000L);
        assertThat(budget.used()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.vitrine.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.limit.FairQueue.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final int WAITING = 6;

    private int maxInProgress = 4;
    private final FairQueue queue = new FairQueue(() -> maxInProgress, calls -> WAITING);

    private List<Ticket> enter(String project, int number) {
        return new ArrayList<>(Stream.generate(() -> queue.enter(project, () -> false))
                .limit(number)
                .toList());
    }

    private static List<Ticket> begun(List<Ticket> tickets) {
        return tickets.stream()
                .filter(ticket -> ticket.admitted().getNow(false))
                .toList();
    }

    private static boolean isRejected(Ticket ticket) {
        return !ticket.admitted().getNow(true);
    }

    @Test
    void oneProjectHasThreeQuartersOfTheCallsAndOthersTheRest() {
        List<Ticket> flood = enter("a", 5);

        assertThat(begun(flood)).hasSize(3);
        assertThat(begun(enter("b", 2))).hasSize(1);
        assertThat(queue.inProgress()).isEqualTo(4);
        assertThat(queue.waiting()).isEqualTo(3);
    }

    @Test
    void theGatewaysOwnCallsHaveNoShare() {
        assertThat(begun(enter(null, 5))).hasSize(4);
    }

    @Test
    void whereThereIsOnlyOneCallAtATimeAProjectMayMakeIt() {
        maxInProgress = 1;

        assertThat(begun(enter("a", 2))).hasSize(1);
    }

    @Test
    void waitingCallsAreAdmittedRoundRobinOverProjectsAndInOrderWithinOne() {
        List<Ticket> a = enter("a", 6);
        List<Ticket> b = enter("b", 2);
        List<Ticket> c = enter("c", 2);
        // In progress: three of a and one of b. Waiting: three of a, one of b, two of c.

        queue.release(b.get(0));
        assertThat(begun(b)).containsExactly(b.get(0), b.get(1));
        queue.release(b.get(1));
        assertThat(begun(c)).containsExactly(c.get(0));
        queue.release(a.get(0));
        assertThat(begun(a)).containsExactly(a.get(0), a.get(1), a.get(2), a.get(3));
        queue.release(a.get(1));
        assertThat(begun(c)).containsExactly(c.get(0), c.get(1));
    }

    @Test
    void whenTheQueueIsFullTheLastCallOfTheLargestProjectIsDisplaced() {
        List<Ticket> flood = enter("a", 3 + WAITING);
        Ticket b = queue.enter("b", () -> false);
        assertThat(b.admitted()).isCompletedWithValue(true);

        Ticket second = queue.enter("b", () -> false);

        assertThat(second.admitted()).isNotDone();
        assertThat(isRejected(flood.get(8))).isTrue();
        assertThat(flood.get(7).admitted()).isNotDone();
        assertThat(queue.waiting()).isEqualTo(WAITING);
    }

    @Test
    void aFullQueueOfTheSameProjectRejectsItsCalls() {
        enter("a", 3 + WAITING);

        assertThat(isRejected(queue.enter("a", () -> false))).isTrue();
        assertThat(queue.waiting()).isEqualTo(WAITING);
    }

    @Test
    void noCallIsDisplacedByAProjectWithAsMany() {
        enter("a", 3 + WAITING / 2);
        enter("b", 1 + WAITING / 2);

        assertThat(isRejected(queue.enter("a", () -> false))).isTrue();
        assertThat(isRejected(queue.enter("b", () -> false))).isTrue();
    }

    @Test
    void aCallThatLeavesMakesRoomAndIsNotAdmitted() {
        List<Ticket> flood = enter("a", 3 + WAITING);

        assertThat(queue.leave(flood.get(3))).isTrue();
        assertThat(queue.waiting()).isEqualTo(WAITING - 1);
        queue.release(flood.get(0));

        assertThat(flood.get(3).admitted()).isNotDone();
        assertThat(flood.get(4).admitted()).isCompletedWithValue(true);
    }

    @Test
    void anAdmittedCallCannotLeaveAndADisplacedOneHasLeft() {
        List<Ticket> flood = enter("a", 4 + WAITING);

        assertThat(queue.leave(flood.get(0))).isFalse();
        assertThat(queue.leave(flood.get(3 + WAITING))).isTrue();
        assertThat(queue.inProgress()).isEqualTo(3);
    }

    @Test
    void whenTheLimitRisesAllThatItAllowsAreAdmitted() {
        List<Ticket> flood = enter("a", 8);

        maxInProgress = 8;
        queue.release(flood.get(0));

        assertThat(begun(flood)).hasSize(1 + 6);
    }

    @Test
    void whateverComesAndGoesNothingIsLeftBehind() {
        Random random = new Random(7);
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            maxInProgress = 1 + random.nextInt(6);
            if (random.nextBoolean()) {
                tickets.add(queue.enter("p" + random.nextInt(5), () -> false));
            } else if (!tickets.isEmpty()) {
                Ticket ticket = tickets.remove(random.nextInt(tickets.size()));
                if (!queue.leave(ticket)) {
                    queue.release(ticket);
                }
            }
            assertThat(queue.waiting()).isBetween(0, WAITING);
        }
        for (Ticket ticket : tickets) {
            if (!queue.leave(ticket)) {
                queue.release(ticket);
            }
        }
        assertThat(queue.inProgress()).isZero();
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aCallThatContinuesWhatHasBegunIsTheFirstOfItsProjectAndIsNotRejected() {
        List<Ticket> flood = enter("a", 3 + WAITING);

        Ticket next = queue.enterNext("a", () -> false);
        Ticket other = enter("b", 2).get(1);

        assertThat(next.admitted()).isNotDone();
        assertThat(other.admitted()).isNotDone();
        queue.release(flood.get(0));
        assertThat(next.admitted()).isCompletedWithValue(true);
        assertThat(flood.get(3).admitted()).isNotDone();
    }

    @Test
    void callsThatContinueWhatHasBegunTakeNoPlaceOfOthersAndAreNotDisplaced() {
        enter("a", 3);
        List<Ticket> next = List.of(queue.enterNext("a", () -> false), queue.enterNext("a", () -> false));
        List<Ticket> waiting = enter("a", WAITING);

        assertThat(waiting).noneMatch(FairQueueTest::isRejected);
        assertThat(isRejected(queue.enter("a", () -> false))).isTrue();
        List<Ticket> others = enter("b", WAITING);
        assertThat(next).noneMatch(FairQueueTest::isRejected);
        assertThat(waiting.stream().filter(FairQueueTest::isRejected)).hasSize(WAITING / 2);
        assertThat(others.stream().filter(FairQueueTest::isRejected)).hasSize(WAITING / 2 - 1);
    }

    @Test
    void callsThatContinueWhatHasBegunLeaveNothingBehind() {
        List<Ticket> calls = enter("a", 3);
        Ticket gone = queue.enterNext("a", () -> false);
        Ticket next = queue.enterNext("a", () -> false);

        assertThat(queue.leave(gone)).isTrue();
        queue.release(calls.get(0));
        queue.release(next);

        assertThat(next.admitted()).isCompletedWithValue(true);
        assertThat(queue.waiting()).isZero();
        assertThat(enter("a", 1 + WAITING)).noneMatch(FairQueueTest::isRejected);
        assertThat(isRejected(queue.enter("a", () -> false))).isTrue();
    }

    @Test
    void abandonedCallsMakeRoomInAFullQueue() {
        List<Ticket> gone = new ArrayList<>();
        for (int i = 0; i < 3 + WAITING; i++) {
            gone.add(queue.enter("a", () -> true));
        }
        assertThat(queue.waiting()).isEqualTo(WAITING);

        Ticket wanted = queue.enter("a", () -> false);

        assertThat(wanted.admitted()).isNotDone();
        assertThat(queue.waiting()).isEqualTo(1);
        assertThat(gone.subList(3, gone.size())).allMatch(FairQueueTest::isRejected);
        queue.release(gone.get(0));
        assertThat(begun(List.of(wanted))).hasSize(1);
    }
}

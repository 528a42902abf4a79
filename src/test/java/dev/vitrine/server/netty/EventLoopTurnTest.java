package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopTurnTest {
    private static final Duration TURN = Duration.ofMillis(10);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private final List<String> done = new ArrayList<>();
    private long nanos;
    private final EventLoopTurn turn = new EventLoopTurn(() -> nanos);

    private void take(Duration time) {
        nanos += time.toNanos();
    }

    private void await(String name, Duration time) {
        turn.await(loop, () -> {
            done.add(name);
            take(time);
        });
    }

    /** As the event loop ends a turn: with what was to be executed, and then, in the next one, with what was scheduled. */
    private void endTurn() {
        channel.runPendingTasks();
    }

    @Test
    void aTurnHasTimeUntilItIsSpent() {
        assertThat(turn.hasTime(loop)).isTrue();
        take(TURN.minusNanos(1));
        assertThat(turn.hasTime(loop)).isTrue();
        take(Duration.ofNanos(1));
        assertThat(turn.hasTime(loop)).isFalse();
    }

    @Test
    void theNextTurnHasTimeAnew() {
        assertThat(turn.hasTime(loop)).isTrue();
        take(TURN);
        endTurn();

        assertThat(turn.hasTime(loop)).isTrue();
    }

    @Test
    void whoWaitsIsServedInOrderAndOnlyWhileTheTurnHasTime() {
        await("one", TURN.dividedBy(2));
        await("two", TURN.dividedBy(2));
        await("three", Duration.ZERO);
        channel.runScheduledPendingTasks();

        assertThat(done).containsExactly("one", "two");

        channel.runScheduledPendingTasks();

        assertThat(done).containsExactly("one", "two", "three");
    }

    @Test
    void whoComesWhileOthersWaitWaitsBehindThem() {
        await("first", Duration.ZERO);

        assertThat(turn.hasTime(loop)).isFalse();

        channel.runScheduledPendingTasks();

        assertThat(turn.hasTime(loop)).isTrue();
    }

    @Test
    void whoWaitsAgainHasOneGoInATurn() {
        turn.await(loop, () -> {
            done.add("first");
            await("again", Duration.ZERO);
        });
        await("other", Duration.ZERO);
        channel.runScheduledPendingTasks();

        assertThat(done).containsExactly("first", "other");

        channel.runScheduledPendingTasks();

        assertThat(done).containsExactly("first", "other", "again");
    }
}

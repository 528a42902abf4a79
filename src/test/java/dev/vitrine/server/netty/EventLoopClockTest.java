package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class EventLoopClockTest {
    private long now = 1_000;
    private final EventLoopClock clock = new EventLoopClock(() -> now);

    /** Looks at this time; returns whether the event loop would wait. */
    private boolean look(long at, int found, boolean hasTasks) throws Exception {
        now = at;
        return clock.calculateStrategy(() -> found, hasTasks) == SelectStrategy.SELECT;
    }

    private long input(long at) {
        now = at;
        clock.onInput();
        return clock.inputNanos();
    }

    @Test
    void whatIsFoundAtOnceCountsFromTheLookBeforeThat() throws Exception {
        look(2_000, 0, true);
        clock.onRead();

        assertThat(look(5_000, 3, false)).isFalse();
        assertThat(input(5_100)).isEqualTo(2_000);
        assertThat(input(5_900)).isEqualTo(2_000);
        clock.onRead();
        look(9_000, 1, true);
        assertThat(input(9_100)).isEqualTo(5_000);
    }

    @Test
    void whatEndsAWaitCountsFromThere() throws Exception {
        assertThat(look(2_000, 0, false)).isTrue();

        assertThat(input(7_000)).isEqualTo(7_000);
        assertThat(input(7_500)).isEqualTo(7_000);
    }

    @Test
    void whatComesWhileATaskRunsThatHasEndedAWaitCountsFromTheTask() throws Exception {
        look(2_000, 0, false);
        now = 50_000;
        clock.onRead();

        look(80_000, 1, false);

        assertThat(input(80_001)).isEqualTo(50_000);
    }

    @Test
    void anEventLoopThatOnlyLooksWhileItHasTasksDoesNotWait() throws Exception {
        assertThat(look(2_000, 0, true)).isFalse();
        assertThat(look(3_000, 2, true)).isFalse();
        assertThat(input(3_000)).isEqualTo(2_000);
    }

    @Test
    void whatBeginsOutsideOfReadingBeginsNow() throws Exception {
        look(2_000, 0, true);
        look(5_000, 1, false);
        clock.beginReading(clock.inputNanos());
        now = 6_000;

        assertThat(clock.startNanos()).isEqualTo(2_000);
        clock.endReading();
        assertThat(clock.startNanos()).isEqualTo(6_000);
    }

    @Test
    void onAnEventLoopThatTellsNothingInputCountsFromItsReading() {
        now = 3_000;

        assertThat(clock.inputNanos()).isEqualTo(3_000);
    }
}

package dev.vitrine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.notification.Subscription.Backlog;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueLagTest {
    private static final long SECOND = 1_000_000_000L;

    private final QueueLag lag = new QueueLag();

    private Duration look(long waiting, long seconds) {
        return lag.look(waiting, seconds * SECOND);
    }

    @Test
    void whereNothingWaitsThereIsNone() {
        assertThat(look(0, 1)).isZero();
        assertThat(look(0, 100)).isZero();
    }

    @Test
    void itGrowsUntilWhatWaitedIsDoneHoweverMuchComes() {
        assertThat(look(3, 1)).isZero();
        lag.done();
        lag.done();
        assertThat(look(1_000, 5)).isEqualTo(Duration.ofSeconds(4));
        lag.done();
        assertThat(look(1_000, 6)).isZero();
        assertThat(look(1_000, 9)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tooMuchIsMoreThanFiftyThousandMessagesOrTenSeconds() {
        assertThat(new Backlog(50_000, Duration.ofSeconds(10)).isTooLong()).isFalse();
        assertThat(new Backlog(50_001, Duration.ZERO).isTooLong()).isTrue();
        assertThat(new Backlog(0, Duration.ofMillis(10_001)).isTooLong()).isTrue();
    }
}

package dev.vitrine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.notification.Subscription.Backlog;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueLagTest {
    private static final long SECOND = 1_000_000_000L;

    private final QueueLag lag = new QueueLag();

    private Duration sample(long waiting, long seconds) {
        return lag.sample(waiting, seconds * SECOND);
    }

    @Test
    void lagOfAnEmptyQueueIsZero() {
        assertThat(sample(0, 1)).isZero();
        assertThat(sample(0, 100)).isZero();
    }

    @Test
    void lagGrowsUntilTheSampledMessagesAreProcessed() {
        assertThat(sample(3, 1)).isZero();
        lag.processed();
        lag.processed();
        assertThat(sample(1_000, 5)).isEqualTo(Duration.ofSeconds(4));
        lag.processed();
        assertThat(sample(1_000, 6)).isZero();
        assertThat(sample(1_000, 9)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void backlogIsTooLongAboveFiftyThousandMessagesOrTenSeconds() {
        assertThat(new Backlog(50_000, Duration.ofSeconds(10)).isTooLong()).isFalse();
        assertThat(new Backlog(50_001, Duration.ZERO).isTooLong()).isTrue();
        assertThat(new Backlog(0, Duration.ofMillis(10_001)).isTooLong()).isTrue();
    }
}

package dev.vitrine.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Once in an interval, from the first time on. */
class ThrottleTest {
    private long now = Long.MAX_VALUE - 5;
    private final Throttle throttle = new Throttle(Duration.ofNanos(10), () -> now);

    @Test
    void theFirstPassesAtOnceAndTheNextAfterAnInterval() {
        assertThat(throttle.tryPass()).isTrue();
        assertThat(throttle.tryPass()).isFalse();
        now += 9;
        assertThat(throttle.tryPass()).isFalse();
        now += 1;
        assertThat(throttle.tryPass()).isTrue();
        assertThat(throttle.tryPass()).isFalse();
    }

    @Test
    void whatHasHappenedOtherwiseBeginsAnInterval() {
        throttle.restart();
        now += 9;

        assertThat(throttle.tryPass()).isFalse();
        now += 1;
        assertThat(throttle.tryPass()).isTrue();
    }
}

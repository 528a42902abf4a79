package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Duration HALF = Duration.ofSeconds(10);

    private final ManualClocks clock = new ManualClocks();
    private int connections;
    private final Patience patience = new Patience(USUAL, 100, () -> connections, clock.time());

    private Duration time() {
        return patience.betweenLooks().multipliedBy(patience.looks());
    }

    private void another(int number) {
        connections = number;
        patience.connectionsChanged();
    }

    @Test
    void isAsLongAsIsSetWhileFewAreThere() {
        another(10);

        assertThat(time()).isEqualTo(USUAL);
    }

    @Test
    void isHalfOfItWithMoreThanATenthOfThoseWhoAreAllowed() {
        another(11);

        assertThat(time()).isEqualTo(HALF);
    }

    @Test
    void isNotChangedByEachWhoComesAndGoes() {
        another(11);
        another(10);
        assertThat(time()).isEqualTo(HALF);

        another(12);
        assertThat(time()).isEqualTo(HALF);
    }

    @Test
    void isShortUntilThoseWhoCameWithTheCrowdHaveHadTheirTime() {
        another(11);
        another(1);
        clock.pass(USUAL.minusNanos(1));
        assertThat(time()).isEqualTo(HALF);

        clock.pass(Duration.ofNanos(1));
        assertThat(time()).isEqualTo(USUAL);

        another(1);
        assertThat(time()).isEqualTo(USUAL);
    }

    @Test
    void isShortAsLongAsThereIsACrowd() {
        another(11);
        clock.pass(Duration.ofHours(1));

        assertThat(time()).isEqualTo(HALF);
    }
}

package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Duration HALF = Duration.ofSeconds(10);

    private final ManualClocks clock = new ManualClocks();
    private int connections;
    private final Patience patience = new Patience(USUAL, 100, () -> connections, clock.time());
    private final List<Duration> told = new ArrayList<>();
    private final Patience.Client client = () -> told.add(time());

    private Duration time() {
        assertThat(patience.now()).isEqualTo(patience.betweenLooks().multipliedBy(patience.looks()));
        return patience.now();
    }

    private void another(int number) {
        connections = number;
        patience.ends(() -> {});
    }

    @Test
    void isAsLongAsIsSetWhileFewAreThere() {
        connections = 10;
        patience.begins(client);

        assertThat(time()).isEqualTo(USUAL);
        assertThat(told).isEmpty();
    }

    @Test
    void isHalfOfItWithMoreThanATenthOfThoseWhoAreAllowed() {
        patience.begins(client);
        another(11);

        assertThat(time()).isEqualTo(HALF);
        assertThat(told).containsExactly(HALF);
    }

    @Test
    void isNotChangedByEachWhoComesAndGoes() {
        patience.begins(client);
        another(11);
        another(10);
        another(12);

        assertThat(told).containsExactly(HALF);
    }

    @Test
    void isShortUntilThoseWhoCameWithTheCrowdHaveHadTheirTime() {
        patience.begins(client);
        another(11);
        another(1);
        clock.pass(USUAL.minusNanos(1));
        assertThat(time()).isEqualTo(HALF);

        clock.pass(Duration.ofNanos(1));
        assertThat(time()).isEqualTo(USUAL);
        assertThat(told).containsExactly(HALF);

        another(1);
        assertThat(told).containsExactly(HALF, USUAL);
    }

    @Test
    void isShortAsLongAsThereIsACrowd() {
        another(11);
        clock.pass(Duration.ofHours(1));

        assertThat(time()).isEqualTo(HALF);
    }

    @Test
    void whoComesIntoACrowdIsToldAndWhoHasGoneIsNot() {
        another(11);
        patience.begins(client);
        patience.ends(client);
        clock.pass(USUAL);
        another(5);

        assertThat(told).containsExactly(HALF);
    }
}

package dev.vitrine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.StillTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Duration HALF = Duration.ofSeconds(10);

    private final StillTime clock = new StillTime();
    private final Patience patience = new Patience(USUAL, 100, clock.time());
    private final List<Duration> told = new ArrayList<>();
    private final Patience.Client client = told::add;

    private Duration time() {
        return patience.betweenLooks().multipliedBy(patience.looks());
    }

    @Test
    void isAsLongAsIsSetWhileFewAreThere() {
        patience.begins(client);
        patience.connections(10);

        assertThat(time()).isEqualTo(USUAL);
        assertThat(told).isEmpty();
    }

    @Test
    void isHalfOfItFromATenthOfThoseWhoAreAllowedOn() {
        patience.begins(client);
        patience.connections(11);

        assertThat(time()).isEqualTo(HALF);
        assertThat(told).containsExactly(HALF);
    }

    @Test
    void isNotChangedByEachWhoComesAndGoes() {
        patience.begins(client);
        patience.connections(11);
        patience.connections(10);
        patience.connections(12);

        assertThat(time()).isEqualTo(HALF);
        assertThat(told).containsExactly(HALF);
    }

    @Test
    void isShortUntilThoseWhoCameWithTheCrowdHaveHadTheirTime() {
        patience.begins(client);
        patience.connections(11);
        clock.pass(USUAL);
        patience.connections(1);

        assertThat(time()).isEqualTo(HALF);

        clock.pass(Duration.ofNanos(1));
        patience.connections(1);

        assertThat(time()).isEqualTo(USUAL);
        assertThat(told).containsExactly(HALF, USUAL);
    }

    @Test
    void whoComesIntoACrowdIsToldAndWhoHasGoneIsNot() {
        patience.connections(11);
        patience.begins(client);
        patience.ends(client);
        clock.pass(USUAL.plusNanos(1));
        patience.connections(5);

        assertThat(told).containsExactly(HALF);
    }
}

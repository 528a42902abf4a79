package dev.vitrine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.StillTime;
import dev.vitrine.backend.Breaker.Pass;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(5);
    private static final Duration SHORTEST_OPEN = Duration.ofMillis(3_999);

    private final StillTime clock = new StillTime();
    private final Breaker breaker = new Breaker(clock.time());

    private void end(boolean... failed) {
        for (boolean one : failed) {
            breaker.ended(breaker.pass(), one);
        }
    }

    private void open() {
        end(true, true, true, true, true);
    }

    @Test
    void fiveFailuresInARowOpenIt() {
        end(true, true, true, true);
        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);

        assertThat(breaker.ended(Pass.USUAL, true)).isTrue();

        assertThat(breaker.pass()).isEqualTo(Pass.NONE);
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void aSuccessBetweenThemStartsTheRowAnew() {
        end(true, true, true, true, false, true, true, true, true);

        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);
    }

    @Test
    void halfOfTwentyInTenSecondsOpenIt() {
        for (int i = 0; i < 9; i++) {
            end(true, false);
        }
        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);

        end(false, true);

        assertThat(breaker.pass()).isEqualTo(Pass.NONE);
    }

    @Test
    void lessThanHalfDoNot() {
        for (int i = 0; i < 100; i++) {
            end(true, false, false);
        }

        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);
    }

    @Test
    void whatIsOlderThanTenSecondsIsForgotten() {
        for (int i = 0; i < 9; i++) {
            end(true, false);
        }
        clock.pass(Duration.ofMillis(10_001));

        for (int i = 0; i < 9; i++) {
            end(true, false);
        }

        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);
    }

    @Test
    void afterFourToFiveSecondsOneCallTriesAndIfItSucceedsAllMay() {
        open();
        clock.pass(SHORTEST_OPEN);
        assertThat(breaker.pass()).isEqualTo(Pass.NONE);

        clock.pass(LONGEST_OPEN.minus(SHORTEST_OPEN));
        assertThat(breaker.pass()).isEqualTo(Pass.PROBE);
        assertThat(breaker.pass()).isEqualTo(Pass.NONE);

        assertThat(breaker.ended(Pass.PROBE, false)).isTrue();
        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void ifItFailsItStaysOpenAsLongAgainAndNothingIsTold() {
        open();
        clock.pass(LONGEST_OPEN);
        Pass probe = breaker.pass();

        assertThat(breaker.ended(probe, true)).isFalse();

        assertThat(breaker.pass()).isEqualTo(Pass.NONE);
        clock.pass(LONGEST_OPEN);
        assertThat(breaker.pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void aProbeThatWasNeverMadeLeavesItsTurnToAnother() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.notMade(breaker.pass());

        assertThat(breaker.pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void callsFromBeforeItOpenedSayNothingAfterwards() {
        Pass early = breaker.pass();
        open();

        breaker.ended(early, false);

        assertThat(breaker.pass()).isEqualTo(Pass.NONE);
        breaker.notMade(early);
        assertThat(breaker.pass()).isEqualTo(Pass.NONE);
    }

    @Test
    void whatFailedBeforeItOpenedDoesNotCountWhenItIsClosedAgain() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.ended(breaker.pass(), false);

        end(true, true, true, true);

        assertThat(breaker.pass()).isEqualTo(Pass.USUAL);
    }
}

package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.CircuitBreaker.Pass;
import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(3);
    private static final Duration SHORTEST_OPEN = Duration.ofMillis(1_999);

    private static final String NONE = "none";
    private static final String USUAL = "usual";
    private static final String PROBE = "probe";

    private Pass last;
    private final ManualClocks clock = new ManualClocks();
    private final CircuitBreaker breaker = new CircuitBreaker(clock.time());

    private void end(boolean... failed) {
        for (boolean one : failed) {
            Pass pass = breaker.pass(false);
            assertThat(pass).isNotNull();
            breaker.ended(pass, one);
        }
    }

    /** Asks for leave, and says of which kind it is; a call that it is for is never made. */
    private String pass() {
        Pass pass = breaker.pass(false);
        last = pass;
        return pass == null ? NONE : pass.isProbe() ? PROBE : USUAL;
    }

    private void open() {
        end(true, true, true, true, true);
    }

    @Test
    void fiveFailuresInARowOpenIt() {
        end(true, true, true, true);
        assertThat(pass()).isEqualTo(USUAL);

        assertThat(breaker.ended(last, true)).isTrue();

        assertThat(pass()).isEqualTo(NONE);
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void aSuccessBetweenThemStartsTheRowAnew() {
        end(true, true, true, true, false, true, true, true, true);

        assertThat(pass()).isEqualTo(USUAL);
    }

    @Test
    void halfOfTwentyInTenSecondsOpenIt() {
        for (int i = 0; i < 9; i++) {
            end(true, false);
        }
        assertThat(pass()).isEqualTo(USUAL);

        end(false, true);

        assertThat(pass()).isEqualTo(NONE);
    }

    @Test
    void lessThanHalfDoNot() {
        for (int i = 0; i < 100; i++) {
            end(true, false, false);
        }

        assertThat(pass()).isEqualTo(USUAL);
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

        assertThat(pass()).isEqualTo(USUAL);
    }

    @Test
    void afterFourToFiveSecondsOneCallTriesAndIfItSucceedsAllMay() {
        open();
        clock.pass(SHORTEST_OPEN);
        assertThat(pass()).isEqualTo(NONE);

        clock.pass(LONGEST_OPEN.minus(SHORTEST_OPEN));
        assertThat(pass()).isEqualTo(PROBE);
        Pass probe = last;
        assertThat(pass()).isEqualTo(NONE);

        assertThat(breaker.ended(probe, false)).isTrue();
        assertThat(pass()).isEqualTo(USUAL);
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void ifItFailsItStaysOpenAsLongAgainAndNothingIsTold() {
        open();
        clock.pass(LONGEST_OPEN);
        Pass probe = breaker.pass(false);

        assertThat(breaker.ended(probe, true)).isFalse();

        assertThat(pass()).isEqualTo(NONE);
        clock.pass(LONGEST_OPEN);
        assertThat(pass()).isEqualTo(PROBE);
    }

    @Test
    void aProbeThatWasNeverMadeLeavesItsTurnToAnother() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.notMade(breaker.pass(false));

        assertThat(pass()).isEqualTo(PROBE);
    }

    /** It may take as long as it likes, and all others would wait for it. */
    @Test
    void aChangeTriesOnlyIfNothingElseHasComeForAsLongAgain() {
        open();
        clock.pass(LONGEST_OPEN);
        assertThat(breaker.wouldPass(true)).isFalse();
        assertThat(breaker.pass(true)).isNull();
        assertThat(breaker.wouldPass(false)).isTrue();

        clock.pass(LONGEST_OPEN);

        assertThat(breaker.wouldPass(true)).isTrue();
        assertThat(breaker.pass(true)).isNotNull();
        assertThat(pass()).isEqualTo(NONE);
    }

    @Test
    void callsFromBeforeItOpenedSayNothingAfterwards() {
        Pass early = breaker.pass(false);
        open();

        breaker.ended(early, false);

        assertThat(pass()).isEqualTo(NONE);
        breaker.notMade(early);
        assertThat(pass()).isEqualTo(NONE);
    }

    @Test
    void callsFromBeforeItOpenedSayNothingAfterItWasClosedAgainEither() {
        Pass early = breaker.pass(false);
        open();
        clock.pass(LONGEST_OPEN);
        breaker.ended(breaker.pass(false), false);

        for (int i = 0; i < 10; i++) {
            breaker.ended(early, true);
        }

        assertThat(pass()).isEqualTo(USUAL);
    }

    @Test
    void whatFailedBeforeItOpenedDoesNotCountWhenItIsClosedAgain() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.ended(breaker.pass(false), false);

        end(true, true, true, true);

        assertThat(pass()).isEqualTo(USUAL);
    }
}

package dev.vitrine.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.limit.CircuitBreaker.Permit;
import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(3);
    private static final Duration SHORTEST_OPEN = Duration.ofMillis(1_999);

    private static final String NONE = "none";
    private static final String REGULAR = "regular";
    private static final String TRIAL = "trial";

    private Permit last;
    private final ManualClocks clock = new ManualClocks();
    private final CircuitBreaker breaker = new CircuitBreaker(clock.time());

    private void end(boolean... failed) {
        for (boolean one : failed) {
            Permit permit = breaker.tryAcquire(Duration.ZERO);
            assertThat(permit).isNotNull();
            breaker.onResult(permit, one);
        }
    }

    /** Acquires a permit and returns its kind; the call is never made. */
    private String acquire() {
        Permit permit = breaker.tryAcquire(Duration.ZERO);
        last = permit;
        return permit == null ? NONE : permit.isTrial() ? TRIAL : REGULAR;
    }

    private void open() {
        end(true, true, true, true, true);
    }

    @Test
    void fiveFailuresInARowOpenIt() {
        end(true, true, true, true);
        assertThat(acquire()).isEqualTo(REGULAR);

        assertThat(breaker.onResult(last, true)).isTrue();

        assertThat(acquire()).isEqualTo(NONE);
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void aResetClosesItAndCallsInProgressDoNotCount() {
        Permit begunBefore = breaker.tryAcquire(Duration.ZERO);
        open();

        breaker.reset();

        assertThat(acquire()).isEqualTo(REGULAR);
        end(true, true, true, true);
        assertThat(breaker.onResult(begunBefore, true)).isFalse();
        assertThat(acquire()).isEqualTo(REGULAR);
    }

    @Test
    void aSuccessBetweenThemStartsTheRowAnew() {
        end(true, true, true, true, false, true, true, true, true);

        assertThat(acquire()).isEqualTo(REGULAR);
    }

    @Test
    void halfOfTwentyInTenSecondsOpenIt() {
        for (int i = 0; i < 9; i++) {
            end(true, false);
        }
        assertThat(acquire()).isEqualTo(REGULAR);

        end(false, true);

        assertThat(acquire()).isEqualTo(NONE);
    }

    @Test
    void lessThanHalfDoNot() {
        for (int i = 0; i < 100; i++) {
            end(true, false, false);
        }

        assertThat(acquire()).isEqualTo(REGULAR);
    }

    @Test
    void failuresOlderThanTenSecondsDoNotCount() {
        for (int i = 0; i < 9; i++) {
            end(true, false);
        }
        clock.pass(Duration.ofMillis(10_001));

        for (int i = 0; i < 9; i++) {
            end(true, false);
        }

        assertThat(acquire()).isEqualTo(REGULAR);
    }

    @Test
    void afterFourToFiveSecondsOneCallTriesAndIfItSucceedsAllMay() {
        open();
        clock.pass(SHORTEST_OPEN);
        assertThat(acquire()).isEqualTo(NONE);

        clock.pass(LONGEST_OPEN.minus(SHORTEST_OPEN));
        assertThat(acquire()).isEqualTo(TRIAL);
        Permit trial = last;
        assertThat(acquire()).isEqualTo(NONE);

        assertThat(breaker.onResult(trial, false)).isTrue();
        assertThat(acquire()).isEqualTo(REGULAR);
        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void ifItFailsItStaysOpenAsLongAgainWithoutAChangeOfState() {
        open();
        clock.pass(LONGEST_OPEN);
        Permit trial = breaker.tryAcquire(Duration.ZERO);

        assertThat(breaker.onResult(trial, true)).isFalse();

        assertThat(acquire()).isEqualTo(NONE);
        clock.pass(LONGEST_OPEN);
        assertThat(acquire()).isEqualTo(TRIAL);
    }

    @Test
    void aTrialThatWasNotMadeLeavesItsTurnToAnother() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.release(breaker.tryAcquire(Duration.ZERO));

        assertThat(acquire()).isEqualTo(TRIAL);
    }

    /** A change may take long, and all other calls would wait for it. */
    @Test
    void aChangeTriesOnlyIfNothingElseHasComeForAsLongAgain() {
        open();
        clock.pass(LONGEST_OPEN);
        assertThat(breaker.isCallPermitted(CircuitBreaker.OPEN)).isFalse();
        assertThat(breaker.tryAcquire(CircuitBreaker.OPEN)).isNull();
        assertThat(breaker.isCallPermitted(Duration.ZERO)).isTrue();

        clock.pass(LONGEST_OPEN);

        assertThat(breaker.isCallPermitted(CircuitBreaker.OPEN)).isTrue();
        assertThat(breaker.tryAcquire(CircuitBreaker.OPEN)).isNotNull();
        assertThat(acquire()).isEqualTo(NONE);
    }

    /** A list may take until its timeout, and all other calls would wait for it. */
    @Test
    void aLongReadLeavesTheTrialToOthersForAWhileButNotForLong() {
        open();
        clock.pass(LONGEST_OPEN);
        assertThat(breaker.tryAcquire(CircuitBreaker.LONG_READ_DELAY)).isNull();
        assertThat(breaker.isCallPermitted(Duration.ZERO)).isTrue();

        clock.pass(CircuitBreaker.LONG_READ_DELAY);

        assertThat(breaker.tryAcquire(CircuitBreaker.LONG_READ_DELAY)).isNotNull();
        assertThat(LONGEST_OPEN.plus(CircuitBreaker.LONG_READ_DELAY)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void callsFromBeforeItOpenedSayNothingAfterwards() {
        Permit early = breaker.tryAcquire(Duration.ZERO);
        open();

        breaker.onResult(early, false);

        assertThat(acquire()).isEqualTo(NONE);
        breaker.release(early);
        assertThat(acquire()).isEqualTo(NONE);
    }

    @Test
    void callsFromBeforeItOpenedSayNothingAfterItWasClosedAgainEither() {
        Permit early = breaker.tryAcquire(Duration.ZERO);
        open();
        clock.pass(LONGEST_OPEN);
        breaker.onResult(breaker.tryAcquire(Duration.ZERO), false);

        for (int i = 0; i < 10; i++) {
            breaker.onResult(early, true);
        }

        assertThat(acquire()).isEqualTo(REGULAR);
    }

    @Test
    void whatFailedBeforeItOpenedDoesNotCountWhenItIsClosedAgain() {
        open();
        clock.pass(LONGEST_OPEN);
        breaker.onResult(breaker.tryAcquire(Duration.ZERO), false);

        end(true, true, true, true);

        assertThat(acquire()).isEqualTo(REGULAR);
    }
}

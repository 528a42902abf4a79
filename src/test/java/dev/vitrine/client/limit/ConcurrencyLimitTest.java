package dev.vitrine.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.limit.ConcurrencyLimit.Sample;
import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimitTest {
    private final ManualClocks clock = new ManualClocks();
    private final ConcurrencyLimit limit = new ConcurrencyLimit(10, 64, clock.time());

    /** Ends so many calls that began just now, with the limit in full use. */
    private void end(int calls, Sample sample) {
        for (int i = 0; i < calls; i++) {
            limit.onSample(sample, clock.time().nanos(), limit.current());
        }
        clock.pass(Duration.ofMillis(1));
    }

    @Test
    void beginsWithTwentyAndAllowsOneMoreForAsManyGoodAnswersAsThereMayBeCalls() {
        assertThat(limit.current()).isEqualTo(20);

        end(19, Sample.UNTIMED);
        assertThat(limit.current()).isEqualTo(20);
        end(2, Sample.UNTIMED);

        assertThat(limit.current()).isEqualTo(21);
    }

    @Test
    void growsToTheMostAndNoFurther() {
        end(10_000, Sample.UNTIMED);

        assertThat(limit.current()).isEqualTo(64);
    }

    @Test
    void whatWasNotTriedIsNotAllowed() {
        for (int i = 0; i < 10_000; i++) {
            limit.onSample(Sample.UNTIMED, clock.time().nanos(), 9);
        }

        assertThat(limit.current()).isEqualTo(20);
    }

    @Test
    void oneThatIsLateTakesAQuarterAndThoseWithItNoMore() {
        long together = clock.time().nanos();
        clock.pass(Duration.ofSeconds(3));

        for (int i = 0; i < 20; i++) {
            limit.onSample(Sample.OVERLOADED, together, 20);
        }

        assertThat(limit.current()).isEqualTo(15);
        end(1, Sample.OVERLOADED);
        assertThat(limit.current()).isEqualTo(11);
    }

    @Test
    void shrinksToTenAndGrowsAgain() {
        for (int i = 0; i < 100; i++) {
            end(1, Sample.OVERLOADED);
        }
        assertThat(limit.current()).isEqualTo(10);

        end(100, Sample.UNTIMED);

        assertThat(limit.current()).isGreaterThan(15);
    }

    @Test
    void whatSaysNothingOfTheLoadChangesNothing() {
        end(100, Sample.NONE);

        assertThat(limit.current()).isEqualTo(20);
    }

    /** Ends so many calls that took so long, so many being under way. */
    private void end(int calls, int millis, int inProgress) {
        for (int i = 0; i < calls; i++) {
            long start = clock.time().nanos();
            clock.pass(Duration.ofMillis(millis));
            limit.onSample(Sample.TIMED, start, inProgress);
        }
    }

    @Test
    void callsThatWaitForEachOtherInTheServiceAreFewer() {
        end(10, 10, 1);
        end(100, 200, 20);

        assertThat(limit.current()).isEqualTo(10);
    }

    @Test
    void aServiceThatDoesManyAtOnceIsGivenMany() {
        end(10, 100, 1);
        end(5_000, 300, 64);

        assertThat(limit.current()).isEqualTo(64);
    }

    @Test
    void howLongItTakesInQuietTimesIsLearntAnew() {
        end(10, 10, 1);
        end(100, 100, 5);
        end(5_000, 300, 64);

        assertThat(limit.current()).isEqualTo(64);
    }

    @Test
    void underLoadTheBaselineFallsButDoesNotRise() {
        end(1, 300, 1);
        end(100, 20, 20);
        end(100, 200, 20);

        assertThat(limit.current()).isEqualTo(10);
    }

    @Test
    void whoIsTooBusyToAnswerSaysSoSoonAndThatIsNotHowLongItTakes() {
        end(1, Sample.OVERLOADED);
        assertThat(limit.averageNanos()).isZero();
        end(10, 100, 1);

        end(100, Sample.OVERLOADED);
        end(100, Sample.UNTIMED);

        assertThat(limit.averageNanos()).isEqualTo(100_000_000);
    }

    @Test
    void aServiceThatHasBecomeSlowerIsGivenMoreInTheEnd() {
        end(10, 10, 1);
        end(100, 80, 10);
        assertThat(limit.current()).isEqualTo(10);

        end(30_000, 80, 10);

        assertThat(limit.current()).isGreaterThan(10);
    }

    @Test
    void whereOneCallMayBeTheLeastQuietTimesAreLearntToo() {
        ConcurrencyLimit one = new ConcurrencyLimit(1, 64, clock.time());
        for (int i = 0; i < 1_000; i++) {
            long start = clock.time().nanos();
            clock.pass(Duration.ofMillis(i < 10 ? 10 : 200));
            one.onSample(Sample.TIMED, start, 1);
        }

        assertThat(one.current()).isGreaterThan(1);
    }

    @Test
    void oneThatIsLateTellsHowLongItTakes() {
        long start = clock.time().nanos();
        clock.pass(Duration.ofSeconds(3));

        limit.onSample(Sample.SLOW, start, 1);

        assertThat(limit.averageNanos()).isEqualTo(3_000_000_000L);
        assertThat(limit.current()).isEqualTo(15);
    }

    @Test
    void aFewMillisecondsAreNothingToGoBy() {
        end(10, 1, 1);
        end(5_000, 20, 64);

        assertThat(limit.current()).isEqualTo(64);
    }

    @Test
    void whereTheFewestAreTheMostNothingChanges() {
        ConcurrencyLimit fixed = new ConcurrencyLimit(100, 100, clock.time());

        fixed.onSample(Sample.OVERLOADED, clock.time().nanos(), 100);

        assertThat(fixed.current()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 5, 5", "12, 12, 10", "30, 20, 10"})
    void staysWithinWhatIsAllowedAtTheMost(int most, int first, int least) {
        ConcurrencyLimit small = new ConcurrencyLimit(10, most, clock.time());
        assertThat(small.current()).isEqualTo(first);

        for (int i = 0; i < 100; i++) {
            small.onSample(Sample.OVERLOADED, clock.time().nanos(), 1);
            clock.pass(Duration.ofMillis(1));
        }
        assertThat(small.current()).isEqualTo(least);

        for (int i = 0; i < 10_000; i++) {
            small.onSample(Sample.UNTIMED, clock.time().nanos(), most);
        }
        assertThat(small.current()).isEqualTo(most);
    }
}

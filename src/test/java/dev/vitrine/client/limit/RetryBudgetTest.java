package dev.vitrine.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final ManualClocks clock = new ManualClocks();
    private final RetryBudget budget = new RetryBudget(clock.time());

    private long granted(int tries) {
        return granted(tries, null);
    }

    private long granted(int tries, String project) {
        return IntStream.range(0, tries).filter(i -> budget.tryRetry(project)).count();
    }

    @Test
    void threeAreGrantedHoweverFewCallsThereAre() {
        budget.onCall();

        assertThat(granted(10)).isEqualTo(3);
    }

    @Test
    void ofManyCallsAFifthIsGranted() {
        for (int i = 0; i < 1_000; i++) {
            budget.onCall();
        }

        assertThat(granted(1_000)).isEqualTo(200);
    }

    @Test
    void aProjectHasThreeQuartersOfThemAndTheOthersTheRest() {
        for (int i = 0; i < 1_000; i++) {
            budget.onCall();
        }

        assertThat(granted(1_000, "flooder")).isEqualTo(150);
        assertThat(granted(20, "other")).isEqualTo(20);
        assertThat(granted(1_000, "flooder")).isZero();
        assertThat(granted(1_000, "third")).isEqualTo(30);
    }

    @Test
    void ofTheFewestThatThereAreAProjectHasTwo() {
        assertThat(granted(10, "flooder")).isEqualTo(2);
        assertThat(granted(10, "other")).isEqualTo(1);
        clock.pass(Duration.ofMillis(10_001));

        assertThat(granted(10, "flooder")).isEqualTo(2);
    }

    @Test
    void afterTenSecondsItBeginsAnew() {
        granted(3);
        clock.pass(Duration.ofSeconds(10));
        assertThat(granted(1)).isZero();

        clock.pass(Duration.ofMillis(1));

        assertThat(granted(10)).isEqualTo(3);
    }
}

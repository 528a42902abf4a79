package dev.vitrine.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.status.Problem.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was wrong in the last fifteen minutes. */
class StatusHistoryTest {
    private static final Instant START = Instant.parse("2026-11-29T03:00:00Z");

    private final StatusHistory history = new StatusHistory();

    private static Problem problem(Kind kind, String subject, Level level, String text) {
        return new Problem(kind, subject, "", level, text, "", START);
    }

    private void add(long seconds, Problem... problems) {
        history.add(new Status(START.plusSeconds(seconds), List.of(problems)));
    }

    @Test
    void theStatusOfAPeriodHasEveryProblemAtItsWorst() {
        add(0, problem(Kind.HEAP, "", Level.DEGRADED, "86 %"));
        add(2, problem(Kind.HEAP, "", Level.FAILING, "96 %"), problem(Kind.CPU, "", Level.DEGRADED, "99 %"));
        add(4, problem(Kind.HEAP, "", Level.DEGRADED, "87 %"));
        add(6);

        assertThat(history.periods()).extracting(Status::at).containsExactly(START, START.plusSeconds(5));
        assertThat(history.periods()).extracting(Status::level).containsExactly(Level.FAILING, Level.OK);
        assertThat(history.periods().get(0).problems())
                .extracting(Problem::text)
                .containsExactly("96 %", "99 %");
    }

    @Test
    void ofEquallyBadProblemsTheLaterTextIsKept() {
        add(1, problem(Kind.ENDPOINT, "glance a", Level.DEGRADED, "refused"));
        add(3, problem(Kind.ENDPOINT, "glance a", Level.DEGRADED, "refused; circuit breaker open"));

        assertThat(history.periods().get(0).problems())
                .extracting(Problem::text)
                .containsExactly("refused; circuit breaker open");
    }

    @Test
    void problemsOfSeveralSubjectsStandBesideEachOther() {
        add(1, problem(Kind.ENDPOINT, "glance a", Level.DEGRADED, "a"));
        add(3, problem(Kind.ENDPOINT, "glance b", Level.FAILING, "b"));

        assertThat(history.periods().get(0).problems())
                .extracting(Problem::text)
                .containsExactly("b", "a");
    }

    @Test
    void aPeriodWithoutAStatusIsLeftOut() {
        add(0);
        add(21);

        assertThat(history.periods()).extracting(Status::at).containsExactly(START, START.plusSeconds(20));
    }

    @Test
    void onlyTheLastPeriodsAreKeptAndInEachTheMostSevereProblems() {
        Problem[] many = IntStream.range(0, 2 * StatusHistory.MAX_PROBLEMS)
                .mapToObj(i -> problem(Kind.ENDPOINT, "glance " + i, i % 2 == 0 ? Level.DEGRADED : Level.FAILING, ""))
                .toArray(Problem[]::new);
        for (int i = 0; i <= StatusHistory.MAX_PERIODS; i++) {
            add(i * 5L, many);
        }

        assertThat(history.periods()).hasSize(StatusHistory.MAX_PERIODS);
        assertThat(history.periods().get(0).at()).isEqualTo(START.plusSeconds(5));
        assertThat(history.periods())
                .allSatisfy(period -> assertThat(period.problems())
                        .hasSize(StatusHistory.MAX_PROBLEMS)
                        .allMatch(problem -> problem.level() == Level.FAILING));
    }
}

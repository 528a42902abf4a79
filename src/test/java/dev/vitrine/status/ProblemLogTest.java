package dev.vitrine.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.status.Problem.Kind;
import dev.vitrine.testing.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of problems: their begin, their change and their end, once a minute at most. */
class ProblemLogTest {
    private static final Instant START = Instant.parse("2026-11-29T03:00:00Z");

    private final CapturedLog captured = new CapturedLog(ProblemLog.class.getName());
    private final ProblemLog log = new ProblemLog();
    private Instant now = START;

    @AfterEach
    void close() {
        captured.close();
    }

    private static Problem glance(String cause, Level level) {
        return new Problem(
                Kind.ENDPOINT,
                "glance http://10.0.0.5:9292",
                cause,
                level,
                "It fails: " + cause + ".",
                "Start it.",
                START);
    }

    private void observe(Problem... problems) {
        now = now.plusSeconds(2);
        log.onStatus(new Status(now, List.of(problems)));
    }

    @Test
    void beginAndEndAreOneLineEach() {
        observe();
        observe(glance("timeout", Level.DEGRADED));
        observe(glance("timeout", Level.DEGRADED));
        observe();
        observe();

        assertThat(captured.messages())
                .containsExactly(
                        "problem: endpoint glance http://10.0.0.5:9292, degraded: It fails: timeout. Start it.",
                        "problem ended: endpoint glance http://10.0.0.5:9292, after 8 s");
    }

    @Test
    void aHigherLevelIsSaidAtOnceAndAnotherCauseAfterAMinute() {
        observe(glance("timeout", Level.DEGRADED));
        observe(glance("timeout", Level.FAILING));
        observe(glance("connection_refused", Level.FAILING));
        assertThat(captured.messages()).hasSize(2);

        now = now.plus(ProblemLog.INTERVAL);
        observe(glance("connection_refused", Level.FAILING));

        assertThat(captured.messages()).hasSize(3).last().asString().contains("failing: It fails: connection_refused.");
    }

    @Test
    void aProblemThatComesAndGoesIsSaidOnceAMinute() {
        for (int i = 0; i < 10; i++) {
            observe(glance("timeout", Level.DEGRADED));
            observe();
        }
        assertThat(captured.messages()).hasSize(2);

        now = now.plus(Duration.ofMinutes(1));
        observe(glance("timeout", Level.DEGRADED));

        assertThat(captured.messages()).hasSize(3);
    }
}

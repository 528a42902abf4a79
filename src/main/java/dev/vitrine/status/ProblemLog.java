package dev.vitrine.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when a problem begins, gets another cause or level, and ends: each problem once a minute at most, so that one that
 * comes and goes does not fill the log. Not thread-safe.
 */
final class ProblemLog {
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

    /** The last line of each problem; of those that have ended only as long as the next one has to wait for it. */
    private final Map<String, Line> lines = new HashMap<>();

    private record Line(Problem problem, Instant at, boolean hasEnded) {
        boolean isRecent(Instant now) {
            return Duration.between(at, now).compareTo(INTERVAL) < 0;
        }

        boolean tells(Problem other) {
            return !hasEnded
                    && problem.level() == other.level()
                    && problem.cause().equals(other.cause());
        }
    }

    /** Logs what differs from the status before. */
    void onStatus(Status status) {
        Instant now = status.at();
        Map<String, Problem> current =
                status.problems().stream().collect(Collectors.toMap(Problem::key, Function.identity(), (a, b) -> a));
        for (Line line : List.copyOf(lines.values())) {
            if (!line.hasEnded && !current.containsKey(line.problem.key())) {
                logEnd(line.problem, now);
            }
        }
        current.values().forEach(problem -> logUnlessTold(problem, now));
        lines.values().removeIf(line -> line.hasEnded && !line.isRecent(now));
    }

    private void logEnd(Problem problem, Instant now) {
        LOG.info(
                "problem ended: {}, after {} s",
                problem.key(),
                Duration.between(problem.since(), now).toSeconds());
        lines.put(problem.key(), new Line(problem, now, true));
    }

    private void logUnlessTold(Problem problem, Instant now) {
        Line before = lines.get(problem.key());
        if (before != null && (before.tells(problem) || (before.isRecent(now) && !isWorse(problem, before)))) {
            return;
        }
        // Not at ERROR, which is for bugs: most problems begin elsewhere.
        LOG.warn("problem: {}, {}: {} {}", problem.key(), problem.level().word(), problem.text(), problem.action());
        lines.put(problem.key(), new Line(problem, now, false));
    }

    /** Of a problem that lasts: the first line at a higher level does not wait. */
    private static boolean isWorse(Problem problem, Line before) {
        return !before.hasEnded && problem.level().compareTo(before.problem.level()) > 0;
    }
}

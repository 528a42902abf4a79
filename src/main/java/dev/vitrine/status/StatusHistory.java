package dev.vitrine.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The status of the last fifteen minutes, in periods of five seconds: what was wrong, also after it is over.
 *
 * <p>Bounded: 180 periods with eight problems each. A period in which no status was determined is left out. Any thread.
 */
public final class StatusHistory {
    /** How long one period is; periods begin at multiples of it. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    static final int MAX_PERIODS = 180;
    static final int MAX_PROBLEMS = 8;

    private final Deque<Status> periods = new ArrayDeque<>();

    /** Adds a status; one that is not older than those before it. */
    public synchronized void add(Status status) {
        Instant begin = begin(status.at());
        Status last = periods.peekLast();
        boolean isSame = last != null && last.at().equals(begin);
        if (isSame) {
            periods.removeLast();
        }
        periods.addLast(new Status(begin, isSame ? merged(last, status) : bounded(status.problems())));
        if (periods.size() > MAX_PERIODS) {
            periods.removeFirst();
        }
    }

    /**
     * Returns one status for each period, the oldest first: {@link Status#at} is its begin, and its problems are all that were
     * seen in it, each at its worst, as far as they are the eight most severe.
     */
    public synchronized List<Status> periods() {
        return List.copyOf(periods);
    }

    private static Instant begin(Instant at) {
        long seconds = PERIOD.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }

    private static List<Problem> merged(Status before, Status status) {
        Map<String, Problem> worst = new LinkedHashMap<>();
        Stream.concat(before.problems().stream(), status.problems().stream())
                .forEach(problem -> worst.merge(problem.key(), problem, StatusHistory::worse));
        return bounded(new Status(before.at(), List.copyOf(worst.values())).problems());
    }

    /** Of two that are equally bad the later: it knows more. */
    private static Problem worse(Problem before, Problem later) {
        return later.level().compareTo(before.level()) >= 0 ? later : before;
    }

    /** The problems of a status are sorted by how severe they are. */
    private static List<Problem> bounded(List<Problem> problems) {
        return problems.stream().limit(MAX_PROBLEMS).toList();
    }
}

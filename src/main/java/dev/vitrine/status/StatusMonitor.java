package dev.vitrine.status;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Determines the status from one observation after the other, and keeps since when each problem lasts. Any thread. */
public final class StatusMonitor {
    /** Observations that one status is determined from: what happened once is shown for ten seconds. */
    static final int WINDOW = 5;

    private final Deque<Observation> window = new ArrayDeque<>();
    private Map<String, Instant> since = Map.of();
    private volatile Status status = new Status(Instant.EPOCH, List.of());

    /** Takes what was observed, and returns the status that follows from it and from the observations before it. */
    public synchronized Status observe(Observation observation) {
        window.addLast(observation);
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
        Map<String, Instant> lasting = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Problem problem : ProblemDetector.problems(List.copyOf(window))) {
            Instant begin = since.getOrDefault(problem.key(), problem.since());
            lasting.merge(problem.key(), begin, (one, other) -> one.isBefore(other) ? one : other);
            problems.add(problem.begunAt(begin));
        }
        since = lasting;
        status = new Status(observation.at(), problems);
        return status;
    }

    /** Returns the last status; one without problems before the first observation. */
    public Status status() {
        return status;
    }
}

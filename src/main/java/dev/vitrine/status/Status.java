package dev.vitrine.status;

import dev.vitrine.status.Problem.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The status of the gateway at one moment.
 *
 * @param at when it was determined
 * @param problems what is wrong, the most severe first, and of one level causes first; empty if nothing
 */
public record Status(Instant at, List<Problem> problems) {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::level)
            .reversed()
            .thenComparing(Problem::kind)
            .thenComparing(Problem::since);

    /** Sorts the problems. */
    public Status {
        problems = problems.stream().sorted(ORDER).toList();
    }

    /** Returns the level of the most severe problem. */
    public Level level() {
        return problems.isEmpty() ? Level.OK : problems.get(0).level();
    }

    /** Returns the most severe problem's sentence, or that there is none. */
    public String headline() {
        return problems.isEmpty() ? "No problems." : problems.get(0).text();
    }

    /** Returns the level of the most severe problem of a kind. */
    public Level level(Kind kind) {
        return problems.stream()
                .filter(problem -> problem.kind() == kind)
                .map(Problem::level)
                .max(Comparator.naturalOrder())
                .orElse(Level.OK);
    }
}

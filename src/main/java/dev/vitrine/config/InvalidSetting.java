package dev.vitrine.config;

import java.io.Serializable;
import java.util.List;

/** Settings that cannot be: thrown by the records, caught by the loader, which knows where they were written. */
public final class InvalidSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final Problem[] problems;

    /**
     * One thing wrong.
     *
     * @param key the key within its section
     * @param found what was found, quoted where it is a text
     * @param expected what was expected in its place
     */
    public record Problem(String key, String found, String expected) implements Serializable {
        @Override
        public String toString() {
            return key + ": " + found + " (expected: " + expected + ")";
        }
    }

    /** Takes all that is wrong with one record. */
    public InvalidSetting(List<Problem> problems) {
        super(problems.toString());
        this.problems = problems.toArray(new Problem[0]);
    }

    /** Returns all that is wrong. */
    public List<Problem> problems() {
        return List.of(problems);
    }
}

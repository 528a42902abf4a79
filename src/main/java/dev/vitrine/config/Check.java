package dev.vitrine.config;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with the components of a record, so that one exception holds all of it. */
final class Check {
    private final List<Problem> problems = new ArrayList<>();

    /**
     * One thing wrong.
     *
     * @param key the setting's key
     * @param found what was found, quoted where it is a text
     * @param expected what was expected in its place
     */
    record Problem(String key, String found, String expected) {
        @Override
        public String toString() {
            return key + ": " + found + " (expected: " + expected + ")";
        }
    }

    /** Thrown by the records; the loader catches it, since it knows where the settings stand. */
    static final class InvalidConfigException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final transient List<Problem> problems;

        InvalidConfigException(List<Problem> problems) {
            super(problems.toString());
            this.problems = List.copyOf(problems);
        }

        List<Problem> problems() {
            return problems;
        }
    }

    /** Checks a component by the rule of its setting. */
    <E> Check holds(Setting<E> setting, E value) {
        Setting.Rule<E> rule = setting.rule();
        return rule == null
                ? this
                : that(rule.test().test(value), setting.key(), rule.found().apply(value), rule.expected());
    }

    /** Checks a rule that is not about one setting alone; notes what was found and expected if it does not hold. */
    Check that(boolean holds, String key, String found, String expected) {
        if (!holds) {
            problems.add(new Problem(key, found, expected));
        }
        return this;
    }

    /** Ends the checks; throws if anything was wrong. */
    void done() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }
}

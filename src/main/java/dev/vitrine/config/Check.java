package dev.vitrine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with the components of a record, so that all of it is told at once. */
final class Check {
    private final List<InvalidSetting.Problem> problems = new ArrayList<>();

    Check range(String key, long value, long least, long most) {
        return that(
                value >= least && value <= most,
                key,
                Long.toString(value),
                "a whole number from " + least + " to " + most);
    }

    Check range(String key, Duration value, Duration least, Duration most) {
        return that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                Units.text(value),
                "from " + Units.text(least) + " to " + Units.text(most));
    }

    Check notBlank(String key, String value) {
        return that(!value.isBlank(), key, "nothing", "a text");
    }

    /** Notes that this was found where something else was expected, unless all is well. */
    Check that(boolean well, String key, String found, String expected) {
        if (!well) {
            problems.add(new InvalidSetting.Problem(key, found, expected));
        }
        return this;
    }

    /** Ends the checks; throws if anything was wrong. */
    void done() {
        if (!problems.isEmpty()) {
            throw new InvalidSetting(problems);
        }
    }
}

package dev.vitrine.config;

import java.time.Duration;

/** The checks that several records make of their components. */
final class Check {
    private Check() {}

    static void range(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new BadSetting(key, Long.toString(value), "a whole number from " + least + " to " + most);
        }
    }

    static void range(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new BadSetting(key, Units.text(value), "from " + Units.text(least) + " to " + Units.text(most));
        }
    }

    static void notBlank(String key, String value) {
        if (value.isBlank()) {
            throw new BadSetting(key, "nothing", "a text");
        }
    }
}

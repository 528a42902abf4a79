package dev.vitrine.config;

import java.util.Locale;

/** The names of the environment variables that are settings. */
final class Variables {
    static final String PREFIX = "VITRINE_";

    private Variables() {}

    /** Returns the variable that stands for a key. */
    static String of(String key) {
        return PREFIX + key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}

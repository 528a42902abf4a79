package dev.vitrine.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Durations and sizes as they are written in the settings: a whole number and its unit. */
final class Units {
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final int MOST_DIGITS = 9;

    private Units() {}

    /** Returns the duration written as {@code 250ms}, {@code 5s}, {@code 2m} or {@code 1h}; null for another form. */
    static @Nullable Duration duration(String text) {
        Long millis = parse(text, MILLIS);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    /** Returns the bytes written as {@code 512B}, {@code 16KiB}, {@code 64MiB} or {@code 1GiB}; null for another form. */
    static @Nullable Long bytes(String text) {
        return parse(text, BYTES);
    }

    /** Returns the size in the largest unit that gives a whole number. */
    static String size(long bytes) {
        int steps = 0;
        long number = bytes;
        while (steps < 3 && number != 0 && number % 1_024 == 0) {
            number /= 1_024;
            steps++;
        }
        return number + List.of("B", "KiB", "MiB", "GiB").get(steps);
    }

    private static @Nullable Long parse(String text, Map<String, Long> units) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Long unit = units.get(text.substring(digits).strip());
        return unit == null || digits == 0 || digits > MOST_DIGITS
                ? null
                : Long.parseLong(text.substring(0, digits)) * unit;
    }

    /** Returns the duration in the largest unit that gives a whole number. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}

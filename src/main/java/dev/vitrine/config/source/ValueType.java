package dev.vitrine.config.source;

import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Microversion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written in the settings.
 *
 * @param name the type's name in the reference of all settings
 * @param expected what is expected, for the message of a text that is none
 * @param parser returns the value that a text stands for, or null if it is of another form
 * @param written returns the text that stands for a value
 * @param found returns a value as the message of one out of range shows it
 * @param redaction how a text is shown, whether it stands for a value or not
 */
public record ValueType<E>(
        String name,
        String expected,
        Parser<E> parser,
        Function<E, String> written,
        Function<E, String> found,
        Redaction redaction) {
    /** Reads a text. */
    public interface Parser<E> {
        /** Returns the value that the text stands for, or null if it is of another form. */
        @Nullable
        E parse(String text);
    }

    /** Any text. */
    public static final ValueType<String> TEXT = quoted("text", "a text", text -> text);

    /** The text of an address of any form: a host, a host and a port, or a URL. */
    public static final ValueType<String> ADDRESS = quoted("text", "a text", text -> text, Redaction.ADDRESS);

    static final ValueType<Integer> INTEGER =
            plain("number", "a whole number", text -> text.matches("-?[0-9]{1,9}") ? Integer.valueOf(text) : null);
    static final ValueType<Duration> DURATION = new ValueType<>(
            "duration",
            "a duration such as 250ms, 5s, 2m or 1h",
            Units::duration,
            Units::text,
            Units::text,
            Redaction.TEXT);
    static final ValueType<Long> SIZE = new ValueType<>(
            "size",
            "a size such as 512KiB, 64MiB or 1GiB",
            Units::bytes,
            Units::size,
            bytes -> Long.toString(bytes),
            Redaction.TEXT);
    static final ValueType<Boolean> BOOLEAN = plain("true or false", "true or false", text -> switch (text) {
        case "true" -> Boolean.TRUE;
        case "false" -> Boolean.FALSE;
        default -> null;
    });
    /** A microversion. */
    public static final ValueType<Microversion> MICROVERSION =
            plain("version", "a version such as 2.35", Microversion::parse);
    /** The URL of a service. */
    public static final ValueType<Endpoint> URL =
            quoted("URL", "a URL such as http://host:port", Endpoint::parse, Redaction.ADDRESS);

    static final ValueType<Path> FILE = quoted("file", "a file that is there and can be read", PemFile::readable);

    /** Returns the type of an enumeration's constants, in lower case with dashes. */
    static <E extends Enum<E>> ValueType<E> constants(Class<E> type) {
        List<String> words = new ArrayList<>();
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            words.add(word(constant));
        }
        Parser<E> parser = text -> words.contains(text) ? constants[words.indexOf(text)] : null;
        return new ValueType<>(
                String.join(", ", words),
                "one of " + String.join(", ", words),
                parser,
                ValueType::word,
                ValueType::word,
                Redaction.TEXT);
    }

    /** Returns a type whose values are shown in quotation marks. */
    public static <E> ValueType<E> quoted(String name, String expected, Parser<E> parser) {
        return quoted(name, expected, parser, Redaction.TEXT);
    }

    private static <E> ValueType<E> quoted(String name, String expected, Parser<E> parser, Redaction redaction) {
        return new ValueType<>(
                name, expected, parser, Object::toString, value -> quote(redaction.of(value.toString())), redaction);
    }

    private static String quote(String text) {
        return "\"" + text + "\"";
    }

    /** Returns a text as a message shows it, whether it stands for a value or not. */
    String shown(String text) {
        return quote(redaction.of(text));
    }

    private static <E> ValueType<E> plain(String name, String expected, Parser<E> parser) {
        return new ValueType<>(name, expected, parser, Object::toString, Object::toString, Redaction.TEXT);
    }

    /** Returns the value that a text of this program's own stands for. */
    E read(String text) {
        E value = parser.parse(text);
        if (value == null) {
            throw new IllegalArgumentException(text + " (expected: " + expected + ")");
        }
        return value;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Durations and sizes as they are written in the settings: a whole number and its unit. */
    static final class Units {
        private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
        private static final Map<String, Long> BYTES =
                Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
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
            return seconds % 3_600 == 0
                    ? seconds / 3_600 + "h"
                    : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
    }
}

package dev.vitrine.config.oslo;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the value of an option is written as that of a setting.
 *
 * @param expected what it can convert, for the note on a value that it cannot
 * @param texts returns the items of the setting, one of which is the text of a setting that is no list; null if it cannot
 */
record Conversion(String expected, Texts texts) {
    /** Converts one value. */
    @FunctionalInterface
    interface Texts {
        /** Returns the items; null for a value of another form. */
        @Nullable
        List<String> of(String value);
    }

    private static final Set<String> TRUE = Set.of("true", "1", "on", "yes");
    private static final Set<String> FALSE = Set.of("false", "0", "off", "no");

    /** As it is. */
    static final Conversion TEXT = new Conversion("a text", List::of);

    /** A list, separated by commas. */
    static final Conversion LIST = new Conversion("a list", Conversion::items);

    /** A truth value in any of oslo.config's spellings. */
    static final Conversion FLAG = new Conversion("true or false", value -> {
        String word = value.toLowerCase(Locale.ROOT);
        return TRUE.contains(word) ? List.of("true") : FALSE.contains(word) ? List.of("false") : null;
    });

    /** A number of seconds; a negative one is none at all. */
    static final Conversion SECONDS = new Conversion("a number of seconds", number(text -> seconds(text)));

    /** A number of bytes. */
    static final Conversion BYTES = new Conversion("a number of bytes", number(text -> text + "B"));

    /** URLs, of which oslo.config's options may leave out the scheme. */
    static final Conversion URLS = new Conversion(
            "a list of URLs",
            value -> items(value).stream()
                    .map(item -> item.contains("://") ? item : "http://" + item)
                    .toList());

    /** Origins of web pages, which browsers send in lower case and without a usual port. */
    static final Conversion ORIGINS = new Conversion(
            "a list of origins",
            value -> items(value).stream().map(Conversion::origin).toList());

    /** Ways to log in: those of version 3 of Keystone's API. */
    static final Conversion AUTH_TYPE = new Conversion("password or v3applicationcredential", value -> switch (value) {
        case "password", "v3password" -> List.of("password");
        case "v3applicationcredential" -> List.of(value);
        default -> null;
    });

    private static List<String> items(String value) {
        return Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Texts number(Function<String, String> written) {
        return value -> value.matches("-?[0-9]{1,9}") ? List.of(written.apply(value)) : null;
    }

    private static String seconds(String number) {
        return (number.startsWith("-") ? "0" : number) + "s";
    }

    private static String origin(String written) {
        String origin = written.toLowerCase(Locale.ROOT);
        return origin.startsWith("https:") ? origin.replaceFirst(":443$", "") : origin.replaceFirst(":80$", "");
    }
}

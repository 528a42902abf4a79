package dev.vitrine.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses ISO 8601 times as Nova, Glance and keystoneauth do, and converts them to the compute API's format: UTC in whole
 * seconds, fractions truncated, {@code 2011-01-01T01:02:03Z}.
 *
 * <p>All three use oslo.utils' {@code parse_isotime}. It accepts a date alone, a month or a year, a space for the T, and
 * compact forms; it refuses lower-case letters, week dates, a 24th hour and a leap second. What has no zone is UTC.
 */
public final class IsoTime {
    private static final DateTimeFormatter API_FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** Python's {@code $} matches before one last line feed, too. */
    private static final Pattern ISO =
            Pattern.compile("(?<year>[0-9]{4})(?:(?:-(?<monthdash>[0-9]{1,2})|(?<month>[0-9]{2})(?!\\n?\\z))"
                    + "(?:(?:-(?<daydash>[0-9]{1,2})|(?<day>[0-9]{2}))"
                    + "(?:[ T](?<hour>[0-9]{2})(?::?(?<minute>[0-9]{2}))?"
                    + "(?::?(?<second>[0-9]{1,2})(?:[.,](?<fraction>[0-9]+))?)?"
                    + "(?:Z|(?<sign>[-+])(?<zonehour>[0-9]{2}):?(?<zoneminute>[0-9]{2})?)?)?)?)?\\n?");

    private static final int FRACTION_DIGITS = 6;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final String SHAPE = "dddd-dd-ddTdd:dd:ddZ";

    private IsoTime() {}

    /** Returns an ISO 8601 time in the API's format, within the years 1 to 9999; null if it is not such a time. */
    public static @Nullable String utc(String text) {
        if (hasApiFormat(text)) {
            return text;
        }
        Instant time = instant(text);
        if (time == null) {
            return null;
        }
        return API_FORMAT.format(time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time);
    }

    /** Returns an ISO 8601 time to the microsecond; null if it is not such a time. */
    public static @Nullable Instant instant(String text) {
        Matcher time = ISO.matcher(text);
        if (!time.matches()) {
            return null;
        }
        int year = number(time, "year", 0);
        int offset = 60 * number(time, "zonehour", 0) + number(time, "zoneminute", 0);
        if (year == 0 || offset >= 24 * 60) {
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    year,
                    number(time, "month", number(time, "monthdash", 1)),
                    number(time, "day", number(time, "daydash", 1)),
                    number(time, "hour", 0),
                    number(time, "minute", 0),
                    number(time, "second", 0),
                    nanos(time.group("fraction")));
            return local.minusMinutes("-".equals(time.group("sign")) ? -offset : offset)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(Matcher time, String group, int otherwise) {
        String digits = time.group(group);
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String micros = (fraction + "0".repeat(FRACTION_DIGITS)).substring(0, FRACTION_DIGITS);
        return Integer.parseInt(micros) * 1000;
    }

    /** Whether the time has the format already, as Glance's times do. Parsing takes many times as long. */
    private static boolean hasApiFormat(String text) {
        if (text.length() != SHAPE.length() || text.startsWith("0000")) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char expected = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (expected == 'd' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        // Days after the 28th depend on the month, so they are parsed.
        return isWithin(text, 5, 1, 12)
                && isWithin(text, 8, 1, 28)
                && isWithin(text, 11, 0, 23)
                && isWithin(text, 14, 0, 59)
                && isWithin(text, 17, 0, 59);
    }

    private static boolean isWithin(String text, int at, int min, int max) {
        int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
        return number >= min && number <= max;
    }
}

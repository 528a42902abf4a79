package dev.vitrine.api.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times in headers, in the three formats that a recipient must accept (RFC 9110, 5.6.7). Case and white space count.
 * The day of the week must be one, and need not be that of the date.
 */
final class HttpDate {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";

    /** IMF-fixdate, and the two obsolete formats: of RFC 850, and of C's asctime. */
    private static final List<Pattern> FORMATS = List.of(
            Pattern.compile(DAY + ", (?<day>[0-9]{2}) " + MONTH + " (?<year>[0-9]{4}) " + TIME + " GMT"),
            Pattern.compile(LONG_DAY + ", (?<day>[0-9]{2})-" + MONTH + "-(?<year>[0-9]{2}) " + TIME + " GMT"),
            Pattern.compile(DAY + " " + MONTH + " (?<day>[0-9]{2}| [0-9]) " + TIME + " (?<year>[0-9]{4})"));

    /** A year of two digits that seems to be further ahead is the one a century before. */
    private static final int MAX_YEARS_AHEAD = 50;

    private HttpDate() {}

    /** Returns the time, or null if the text is none. */
    static @Nullable Instant parse(String text) {
        return parse(text, Year.now(ZoneOffset.UTC).getValue());
    }

    /** Takes the year that it is now, which decides the century of a year of two digits. */
    static @Nullable Instant parse(String text, int yearNow) {
        for (Pattern format : FORMATS) {
            Matcher matcher = format.matcher(text);
            if (matcher.matches()) {
                return instant(matcher, yearNow);
            }
        }
        return null;
    }

    private static @Nullable Instant instant(Matcher parts, int yearNow) {
        try {
            int year = year(parts.group("year"), yearNow);
            int second = number(parts, "second");
            return LocalDate.of(year, MONTHS.indexOf(parts.group("month")) + 1, number(parts, "day"))
                    // The grammar has a leap second, and Java's clocks have none.
                    .atTime(number(parts, "hour"), number(parts, "minute"), second == 60 ? 59 : second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int year(String text, int yearNow) {
        int year = Integer.parseInt(text);
        if (text.length() == 4) {
            return year;
        }
        int full = yearNow - yearNow % 100 + year;
        return full > yearNow + MAX_YEARS_AHEAD ? full - 100 : full;
    }

    private static int number(Matcher parts, String group) {
        return Integer.parseInt(parts.group(group).strip());
    }
}

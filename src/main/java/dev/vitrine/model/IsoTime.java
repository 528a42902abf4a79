package dev.vitrine.model;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts times to the compute API's format: UTC in whole seconds, fractions truncated, {@code 2011-01-01T01:02:03Z}. */
public final class IsoTime {
    private static final DateTimeFormatter API_FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);

    private static final String SHAPE = "dddd-dd-ddTdd:dd:ddZ";

    private IsoTime() {}

    /** Returns an ISO 8601 time in the API's format; null if it is not such a time. Without a zone it is UTC. */
    public static @Nullable String utc(String text) {
        return hasApiFormat(text) ? text : converted(text);
    }

    /** Whether the time has the format already, as Glance's times do. Parsing takes many times as long. */
    private static boolean hasApiFormat(String text) {
        if (text.length() != SHAPE.length()) {
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

    private static @Nullable String converted(String text) {
        try {
            TemporalAccessor time = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime utc = time instanceof OffsetDateTime zoned
                    ? zoned.withOffsetSameInstant(ZoneOffset.UTC)
                    : ((LocalDateTime) time).atOffset(ZoneOffset.UTC);
            return utc.format(API_FORMAT);
        } catch (DateTimeException e) {
            return null;
        }
    }
}

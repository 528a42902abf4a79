package dev.vitrine.glance;

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

/** Times as the compute API shows them: UTC, whole seconds, fraction cut off, {@code 2011-01-01T01:02:03Z}. */
final class Timestamp {
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
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

    private Timestamp() {}

    /** Returns an ISO 8601 time in the form shown; one without a zone is UTC. */
    static String shown(String text) throws MalformedRecord {
        try {
            TemporalAccessor time = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime utc = time instanceof OffsetDateTime zoned
                    ? zoned.withOffsetSameInstant(ZoneOffset.UTC)
                    : ((LocalDateTime) time).atOffset(ZoneOffset.UTC);
            return utc.format(SHOWN);
        } catch (DateTimeException e) {
            throw new MalformedRecord("a time that is not ISO 8601");
        }
    }
}

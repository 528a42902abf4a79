package dev.vitrine.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times in the access log. Formats each second once; for one thread at a time. */
final class AccessLogClock {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /** Appends an instant to the millisecond, in UTC. */
    void append(long millis, StringBuilder to) {
        long now = Math.floorDiv(millis, 1000);
        if (now != second) {
            second = now;
            secondText = SECOND.format(Instant.ofEpochSecond(now));
        }
        to.append(secondText);
        padded(millis - now * 1000, 100, to);
        to.append('Z');
    }

    /** Appends a duration in seconds, to the microsecond. */
    static void seconds(long nanos, StringBuilder to) {
        long micros = nanos / 1000;
        to.append(micros / 1_000_000).append('.');
        padded(micros % 1_000_000, 100_000, to);
    }

    /** Appends a number with as many digits as that power of ten has. */
    private static void padded(long number, long highest, StringBuilder to) {
        for (long unit = highest; unit > 1 && number < unit; unit /= 10) {
            to.append('0');
        }
        to.append(number);
    }
}

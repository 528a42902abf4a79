package dev.vitrine.server;

import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The value of {@code Date} (RFC 9110, 5.6.7), which a server with a clock sends in its responses (6.6.1). Made once a second, for
 * all event loops. Any thread.
 */
public final class ResponseDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Made(long second, CharSequence text) {}

    private static volatile Made last = make(0);

    private ResponseDate() {}

    /** Returns the current time. */
    public static CharSequence now() {
        return at(System.currentTimeMillis());
    }

    /** Returns a time, in milliseconds since 1970. */
    static CharSequence at(long millis) {
        long second = Math.floorDiv(millis, 1_000L);
        Made made = last;
        if (made.second != second) {
            made = make(second);
            last = made;
        }
        return made.text;
    }

    private static Made make(long second) {
        return new Made(second, HttpHeaders.createOptimized(FORMAT.format(Instant.ofEpochSecond(second))));
    }
}

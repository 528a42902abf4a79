package dev.vitrine.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Lines of the access log as text: always one line of ASCII, whatever a client sent.
 *
 * <pre>
 *   2026-11-25T18:40:15.123Z 192.0.2.7 "GET /v2/p/images/70a5… HTTP/1.1" 200 912 0.000041 hit req-… req-…
 * </pre>
 *
 * Time, client, request, status, bytes of the body, seconds, outcome of the memory, our id, the id it came with. For one
 * thread at a time.
 */
final class AccessText {
    private static final int MOST_CHARS = 256;
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /** Appends a line, with its end. */
    void append(AccessLine line, StringBuilder to) {
        time(line.atMillis(), to);
        to.append(' ').append(line.client()).append(" \"");
        visible(line.method(), to);
        to.append(' ');
        visible(line.uri(), to);
        to.append(" HTTP/").append(line.version()).append("\" ");
        to.append(line.status()).append(' ').append(line.bytes()).append(' ');
        seconds(line.nanos(), to);
        to.append(' ').append(line.cache()).append(' ').append(line.requestId());
        to.append(' ').append(line.globalId()).append('\n');
    }

    private void time(long millis, StringBuilder to) {
        long now = Math.floorDiv(millis, 1000);
        if (now != second) {
            second = now;
            secondText = SECOND.format(Instant.ofEpochSecond(now));
        }
        to.append(secondText);
        padded(millis - now * 1000, 100, to);
        to.append('Z');
    }

    private static void seconds(long nanos, StringBuilder to) {
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

    /** What could end the line, the quotes or the terminal's good mood is written by its number; too much is cut. */
    private static void visible(String text, StringBuilder to) {
        int end = Math.min(text.length(), MOST_CHARS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7F && c != '"' && c != '\\') {
                to.append(c);
            } else {
                to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        if (end < text.length()) {
            to.append("...");
        }
    }
}

package dev.vitrine.server;

import dev.vitrine.server.AccessLog.Clock;
import dev.vitrine.server.AccessLog.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the access log as text, for people: always one line of ASCII, whatever a client sent.
 *
 * <pre>
 *   2026-11-25T18:40:15.123Z 192.0.2.7 "GET /v2/p/images/70a5… HTTP/1.1" 200 912 0.000041 hit req-… req-… 0.000000 5f1c… 4bf9… "curl/8"
 * </pre>
 *
 * Time, client, request, status, bytes of the body, seconds, cache outcome, request id, global request id, seconds of waiting for
 * services, project, trace id, user agent; a dash for what a request does not have. For one thread at a time.
 */
final class AccessLogText implements AccessLog.Format {
    private final Clock clock = new Clock();

    @Override
    public void append(Entry line, StringBuilder to) {
        clock.append(line.atMillis(), to);
        to.append(' ').append(line.client()).append(" \"");
        visible(line.method(), to);
        to.append(' ');
        visible(line.uri(), to);
        to.append(" HTTP/").append(line.version()).append("\" ");
        to.append(line.status()).append(' ').append(line.bytes()).append(' ');
        Clock.seconds(line.nanos(), to);
        to.append(' ').append(line.cache()).append(' ').append(line.requestId());
        to.append(' ').append(line.globalId()).append(' ');
        Clock.seconds(line.upstreamNanos(), to);
        to.append(' ');
        visible(orDash(line.project()), to);
        to.append(' ').append(orDash(line.traceId())).append(" \"");
        printable(orDash(line.userAgent()), to);
        to.append("\"\n");
    }

    private static String orDash(@Nullable String value) {
        return value == null ? "-" : value;
    }

    /** Appends text, of a long one the beginning; what could end the line or the quotes, or control a terminal, as a number. */
    static void visible(String text, StringBuilder to) {
        append(text, '!', to);
    }

    /** The same, spaces as they are. */
    static void printable(String text, StringBuilder to) {
        append(text, ' ', to);
    }

    private static void append(String text, char first, StringBuilder to) {
        int end = Math.min(text.length(), Entry.MAX_CHARS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= first && c < 0x7F && c != '"' && c != '\\') {
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

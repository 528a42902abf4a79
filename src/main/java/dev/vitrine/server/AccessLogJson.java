package dev.vitrine.server;

import dev.vitrine.server.AccessLog.Clock;
import dev.vitrine.server.AccessLog.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the access log as JSON objects, for programs: always one line of ASCII, whatever a client sent.
 *
 * <pre>
 *   {"ts":"2026-11-25T18:40:15.123Z","type":"access","client":"192.0.2.7","method":"GET","uri":"/v2/p/images/70a5…",
 *    "http":"1.1","status":200,"bytes":912,"seconds":0.000041,"cache":"hit","req_id":"req-…","global_req_id":"req-…",
 *    "upstream_seconds":0.000000,"project":"5f1c…","user_agent":"gophercloud/v2","trace_id":"4bf9…","span_id":"00f0…"}
 * </pre>
 *
 * What a request does not have is left out: project, user agent, ids of a trace.
 *
 * <p>For one thread at a time.
 */
final class AccessLogJson implements AccessLog.Format {
    private final Clock clock = new Clock();

    @Override
    public void append(Entry line, StringBuilder to) {
        to.append("{\"ts\":\"");
        clock.append(line.atMillis(), to);
        to.append("\",\"type\":\"access\"");
        text("client", line.client(), to);
        text("method", line.method(), to);
        text("uri", line.uri(), to);
        text("http", line.version(), to);
        to.append(",\"status\":").append(line.status());
        to.append(",\"bytes\":").append(line.bytes());
        to.append(",\"seconds\":");
        Clock.seconds(line.nanos(), to);
        text("cache", line.cache(), to);
        text("req_id", line.requestId(), to);
        text("global_req_id", line.globalId(), to);
        to.append(",\"upstream_seconds\":");
        Clock.seconds(line.upstreamNanos(), to);
        optional("project", line.project(), to);
        optional("user_agent", line.userAgent(), to);
        optional("trace_id", line.traceId(), to);
        optional("span_id", line.spanId(), to);
        to.append("}\n");
    }

    private static void optional(String name, @Nullable String value, StringBuilder to) {
        if (value != null) {
            text(name, value, to);
        }
    }

    /** What cannot be shown is written by its number, as JSON has it too. */
    private static void text(String name, String value, StringBuilder to) {
        to.append(",\"").append(name).append("\":\"");
        AccessLogText.printable(value, to);
        to.append('"');
    }
}

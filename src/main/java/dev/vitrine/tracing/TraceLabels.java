package dev.vitrine.tracing;

import dev.vitrine.identity.TraceContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** Labels a line of the log with the trace of the request that it is about. Any thread. */
public final class TraceLabels {
    private TraceLabels() {}

    /** Returns the line with {@code trace_id}, and with {@code span_id} if the gateway makes spans; as it is for null. */
    public static LoggingEventBuilder label(LoggingEventBuilder line, @Nullable TraceContext trace) {
        if (trace == null) {
            return line;
        }
        LoggingEventBuilder labelled = line.addKeyValue("trace_id", trace.traceId());
        String span = trace.spanId();
        return span == null ? labelled : labelled.addKeyValue("span_id", span);
    }
}

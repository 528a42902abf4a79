package dev.vitrine.tracing;

import dev.vitrine.async.Throttle;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports, and says once a minute at most that spans are lost, how many, and why: a collector may be down for long. Any thread. */
final class ReportingExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final SpanExporter exporter;
    private final AtomicLong lost = new AtomicLong();
    private final Throttle throttle = new Throttle(INTERVAL, System::nanoTime);

    ReportingExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int number = spans.size();
        CompletableResultCode end = exporter.export(spans);
        return end.whenComplete(() -> {
            if (!end.isSuccess()) {
                report(number, end.getFailureThrowable());
            }
        });
    }

    private void report(int number, @Nullable Throwable cause) {
        lost.addAndGet(number);
        if (throttle.tryPass()) {
            LOG.warn(
                    "traces not exported: {} ({} spans lost; logged once in {} s). Look at the collector and at"
                            + " OTEL_EXPORTER_OTLP_ENDPOINT",
                    reason(cause),
                    lost.getAndSet(0),
                    INTERVAL.toSeconds());
        }
    }

    /** The innermost cause says most: that a connection was refused, or which status the collector has answered with. */
    private static String reason(@Nullable Throwable cause) {
        Throwable innermost = cause;
        while (innermost != null && innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (innermost == null) {
            return "unknown cause";
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}

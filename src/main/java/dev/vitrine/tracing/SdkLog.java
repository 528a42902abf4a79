package dev.vitrine.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what OpenTelemetry's SDK logs, by {@code java.util.logging}, into the log of the gateway; else it would go to standard
 * error, in lines of another form. What it says of failed exports is left out: {@link ReportingExporter} says it once.
 */
final class SdkLog extends Handler {
    private static final Logger LOG = LoggerFactory.getLogger(SdkLog.class);

    /** Held: the JDK holds loggers weakly, with what was set in them. */
    private static final java.util.logging.Logger SDK = java.util.logging.Logger.getLogger("io.opentelemetry");

    private static final String EXPORTERS = "io.opentelemetry.exporter.";

    private final SimpleFormatter texts = new SimpleFormatter();

    /** Once for the process; further calls change nothing. */
    static synchronized void install() {
        if (SDK.getHandlers().length == 0) {
            SDK.setUseParentHandlers(false);
            SDK.addHandler(new SdkLog());
        }
    }

    @Override
    public void publish(LogRecord line) {
        boolean isExporter =
                line.getLoggerName() != null && line.getLoggerName().startsWith(EXPORTERS);
        if (isExporter || line.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        LOG.warn("OpenTelemetry: {}", texts.formatMessage(line), line.getThrown());
    }

    @Override
    public void flush() {
        // Each line is handed on at once.
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}

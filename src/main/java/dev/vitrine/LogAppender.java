package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log to standard output, on a thread of its own.
 *
 * <p>No other thread ever waits for it, at the end of the process neither: while the reader of standard output does not
 * read, lines are queued, then dropped and counted. When it has read on, one line says how many were dropped. Logback's own
 * asynchronous appender counts nothing, and its stop waits for a write in progress without end. Any thread.
 */
public final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final String NAME = "log";
    private static final int MAX_QUEUED = 4_096;
    private static final long POLL_MILLIS = 100;

    private final OutputStream out;
    private final PrintStream lastResort;
    private final BlockingQueue<ILoggingEvent> queue;
    private final LogEncoder encoder;
    private final AtomicLong dropped = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean isStopping;
    private volatile String failure = "";
    private long reported;
    private String dropCause = "";

    /** Makes the appender of standard output. */
    public LogAppender() {
        // Not System.out, which hides that a write has failed.
        this(
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                MAX_QUEUED,
                new LogEncoder());
    }

    LogAppender(OutputStream out, PrintStream lastResort, int maxQueued, LogEncoder encoder) {
        this.out = out;
        this.lastResort = lastResort;
        this.queue = new ArrayBlockingQueue<>(maxQueued);
        this.encoder = encoder;
    }

    /** Returns the appender that {@link LogConfigurator} installs; null where another configuration is used. */
    public static @Nullable LogAppender installed() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext logs
                        && logs.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME) instanceof LogAppender appender
                ? appender
                : null;
    }

    @Override
    public void start() {
        super.start();
        Thread writer = new Thread(this::run, "log");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** Returns how many lines were dropped. */
    public long dropped() {
        return dropped.get();
    }

    /** Returns why the last line could not be written, in the platform's words; empty if it was. */
    String failure() {
        return failure;
    }

    /** Takes no more lines, and returns at once. What is queued is written, if the reader reads: see {@link #ended}. */
    @Override
    public void stop() {
        super.stop();
        isStopping = true;
    }

    /** Completes when everything is written after {@link #stop}: never while the reader does not read. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            boolean isLast = false;
            while (!isLast) {
                isLast = isStopping;
                ILoggingEvent event = queue.poll(isLast ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    dropped.addAndGet(write(event) ? 0 : 1);
                    isLast = false;
                }
                if (queue.isEmpty()) {
                    reportDropped();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }

    /** Returns whether the line was written: not if the reader has gone, or if an argument has no text. */
    private boolean write(ILoggingEvent event) {
        try {
            out.write(encoder.encode(event));
            out.flush();
            failure = "";
            return true;
        } catch (IOException lost) {
            reportFailure(lost);
            return false;
        } catch (RuntimeException lost) {
            return false;
        }
    }

    /** Once for each outage: it is all that an operator can be told through the streams of the process. */
    private void reportFailure(IOException lost) {
        String cause = String.valueOf(lost.getMessage());
        if (!cause.equals(failure)) {
            failure = cause;
            dropCause = cause;
            lastResort.println("vitrine: standard output cannot be written, and lines of the log are lost: " + cause);
        }
    }

    /** Past the queue: it is the last line while that is empty. */
    private void reportDropped() {
        long all = dropped.get();
        if (all > reported) {
            LoggingEvent report = new LoggingEvent();
            report.setTimeStamp(System.currentTimeMillis());
            report.setLevel(Level.WARN);
            report.setLoggerName(LogAppender.class.getName());
            report.setMessage("{} lines of the log dropped: {}");
            report.setArgumentArray(
                    new Object[] {all - reported, dropCause.isEmpty() ? "they were not read fast enough" : dropCause});
            if (write(report)) {
                reported = all;
                dropCause = "";
            }
        }
    }
}

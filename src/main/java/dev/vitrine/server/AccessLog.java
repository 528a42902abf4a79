package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, written behind the event loops' backs by a thread of its own.
 *
 * <p>Event loops never wait for it: if the disk or the terminal does not keep up, lines are dropped and counted. Noting is
 * for any thread.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int MOST_WAITING = 16_384;
    private static final int BATCH_CHARS = 64 << 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final OutputStream out;
    private final Queue<AccessLogEntry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AccessLogFormat form;
    private volatile boolean isClosed;

    private AccessLog(OutputStream out, AccessLogFormat form) {
        this.out = out;
        this.form = form;
    }

    /** Starts to write there, for people or as JSON for programs; whoever opened the stream closes it. */
    public static AccessLog to(OutputStream out, boolean isForPeople) {
        AccessLog log = new AccessLog(out, isForPeople ? new AccessLogText() : new AccessLogJson());
        Thread writer = new Thread(log::run, "access-log");
        writer.setDaemon(true);
        writer.start();
        return log;
    }

    /** Takes a line, if there is room for it. */
    void note(AccessLogEntry line) {
        if (number.incrementAndGet() > MOST_WAITING) {
            number.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            waiting.add(line);
        }
    }

    /** Returns how many lines there was no room for. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        isClosed = true;
        flush();
    }

    private void run() {
        while (!isClosed) {
            flush();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized void flush() {
        StringBuilder batch = new StringBuilder();
        for (AccessLogEntry line = waiting.poll(); line != null; line = waiting.poll()) {
            number.decrementAndGet();
            append(line, batch);
            if (batch.length() >= BATCH_CHARS) {
                write(batch);
            }
        }
        write(batch);
    }

    /** A bug in one line must not be the end of all that follow. */
    private void append(AccessLogEntry line, StringBuilder batch) {
        int before = batch.length();
        try {
            form.append(line, batch);
        } catch (RuntimeException bug) {
            batch.setLength(before);
            LOG.error("a bug: no line can be written for {}", line.requestId(), bug);
        }
    }

    private void write(StringBuilder batch) {
        if (batch.length() == 0) {
            return;
        }
        try {
            // All of it is ASCII: see AccessLogText.
            out.write(batch.toString().getBytes(ISO_8859_1));
            out.flush();
        } catch (IOException gone) {
            // Whoever reads our output has gone; there is nobody left to tell.
        }
        batch.setLength(0);
    }
}

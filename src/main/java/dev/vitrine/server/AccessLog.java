package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vitrine.async.Throttle;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each request, on a thread of its own.
 *
 * <p>Event loops never wait for it: if the disk, the terminal or the reader of a pipe is too slow, lines are dropped and
 * counted, and so are those that cannot be written; a line of the log says how many, and why. Logging is for any thread.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int MAX_QUEUED = 16_384;
    private static final int BATCH_CHARS = 64 << 10;
    private static final long FLUSH_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long CLOSE_SECONDS = 1;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

    private final OutputStream out;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Format form;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isClosed;
    private long reported;
    private final Throttle reports = new Throttle(REPORT_INTERVAL, System::nanoTime);
    private int unwritten;
    private String failure = "";

    /** How a line is written. For one thread at a time. */
    interface Format {
        /** Appends a line, with its end. */
        void append(Entry line, StringBuilder to);
    }

    private AccessLog(OutputStream out, Format form) {
        this.out = out;
        this.form = form;
    }

    /** Starts to write to the stream, which the caller closes: text for people, or JSON for programs. */
    public static AccessLog to(OutputStream out, boolean isForPeople) {
        AccessLog log = new AccessLog(out, isForPeople ? new AccessLogText() : new AccessLogJson());
        Thread writer = new Thread(log::run, "access-log");
        writer.setDaemon(true);
        writer.start();
        return log;
    }

    /** Queues a line, or drops it if the queue is full. */
    void log(Entry line) {
        if (number.incrementAndGet() > MAX_QUEUED) {
            number.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            queue.add(line);
        }
    }

    /** Returns how many lines were dropped. */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Writes what is queued, and ends. Blocks, but for a second at most: while a pipe is not read, its rest is lost. Not for
     * an event loop.
     */
    @Override
    public void close() {
        isClosed = true;
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} lines of the access log not written: they are not read", number.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean isLast = false;
        while (!isLast) {
            isLast = isClosed;
            flush();
            reportDropped(isLast);
            if (!isLast) {
                LockSupport.parkNanos(FLUSH_INTERVAL_NANOS);
            }
        }
        ended.countDown();
    }

    /** Once a second at most: while nothing can be written, lines are dropped all the time. */
    private void reportDropped(boolean isLast) {
        long all = dropped.get();
        if (all > reported && (isLast || reports.tryPass())) {
            String cause = failure.isEmpty() ? "they were not read fast enough" : failure;
            LOG.warn("{} lines of the access log dropped: {}", all - reported, cause);
            reported = all;
            failure = "";
        }
    }

    private void flush() {
        StringBuilder batch = new StringBuilder();
        for (Entry line = queue.poll(); line != null; line = queue.poll()) {
            number.decrementAndGet();
            append(line, batch);
            if (batch.length() >= BATCH_CHARS) {
                write(batch);
            }
        }
        write(batch);
    }

    /** A bug in one line must not lose those behind it. */
    private void append(Entry line, StringBuilder batch) {
        int before = batch.length();
        try {
            form.append(line, batch);
            unwritten++;
        } catch (RuntimeException bug) {
            batch.setLength(before);
            LOG.error("bug: access log line not written (request {})", line.requestId(), bug);
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
        } catch (IOException lost) {
            failure = String.valueOf(lost.getMessage());
            dropped.addAndGet(unwritten);
        }
        unwritten = 0;
        batch.setLength(0);
    }

    /**
     * One request in the access log.
     *
     * @param atMillis when its response was ready, milliseconds since 1970
     * @param client the address it came from
     * @param method its method, as the client wrote it; of a long text the beginning that is shown
     * @param uri its path and query, alike
     * @param version 1.0, 1.1 or 2
     * @param status the status of the response
     * @param bytes the length of the response body; of one that was cut off, what was sent of it
     * @param nanos from when the head of the request could have been read to its response
     * @param cache the cache outcome; "pass-through" of a request that was for Nova
     * @param requestId the id that the response carries
     * @param globalId the id that Glance and Keystone were sent
     * @param upstreamNanos how much of the time the request waited for Keystone, Glance and Nova: for calls, for their turn, and
     *     for what other requests were loading; 0 for a cache hit
     * @param project the id of the caller's project; null if it has none, or none that is known
     * @param userAgent the client's {@code User-Agent}, cut as the method; null if it names none
     * @param traceId of the distributed trace; null if the request has none
     * @param spanId of the gateway's own span; null if it makes none
     */
    record Entry(
            long atMillis,
            String client,
            String method,
            String uri,
            String version,
            int status,
            long bytes,
            long nanos,
            String cache,
            String requestId,
            String globalId,
            long upstreamNanos,
            @Nullable String project,
            @Nullable String userAgent,
            @Nullable String traceId,
            @Nullable String spanId) {
        /** Of a longer text so much is shown, and dots behind it. */
        static final int MAX_CHARS = 256;

        /**
         * Cuts a text that a client chooses the length of: entries wait in a queue while the log is not read. One character
         * more than is shown stays, so that the line has its dots.
         */
        static String cut(String text) {
            return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS + 1) : text;
        }
    }

    /** Times in the access log. Formats each second once; for one thread at a time. */
    static final class Clock {
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
}

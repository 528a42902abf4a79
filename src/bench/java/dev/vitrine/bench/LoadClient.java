package dev.vitrine.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a given rate, or as fast as they are answered, and holds every answer against what it must be.
 *
 * <p>wrk does neither: it has no rate, and its scripts do not learn which request an answer belongs to. A latency
 * counts from when the request was due, so that a server that stops for a while is charged for all who would have come
 * in that time. On the JDK's own selector, since the platform's client costs more than the servers that are measured.
 * For one thread.
 */
final class LoadClient implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    private final Selector selector;
    private final Deque<LoadConnection> idle = new ArrayDeque<>();
    private final Histogram latencies = new Histogram(MAX_LATENCY_NANOS, 3);
    private final Workload work;
    private long answers;
    private long wrong;

    /** Connects so many times to a port of 127.0.0.1. */
    LoadClient(int port, int connections, Workload work) throws IOException {
        this.work = work;
        this.selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            LoadConnection connection = new LoadConnection(port);
            connection.channel().register(selector, SelectionKey.OP_READ, connection);
            idle.add(connection);
        }
    }

    /** Sends so many requests, the next as soon as a connection is free, and returns when all are answered. */
    void rush(long requests) throws IOException {
        for (long sent = 0; answers < requests; ) {
            while (sent < requests && !idle.isEmpty()) {
                send(sent++, System.nanoTime());
            }
            if (selector.select(this::receive, PATIENCE_MILLIS) == 0) {
                throw new IOException("no answer in " + PATIENCE_MILLIS + " ms");
            }
        }
    }

    /** Sends requests for so many seconds, the next as soon as a connection is free; returns how many were answered in each. */
    int[] rushFor(int seconds) throws IOException {
        int[] perSecond = new int[seconds];
        long began = System.nanoTime();
        long sent = 0;
        for (int second = 0; second < seconds; ) {
            long before = answers;
            while (!idle.isEmpty()) {
                send(sent++, System.nanoTime());
            }
            if (selector.select(this::receive, PATIENCE_MILLIS) == 0) {
                throw new IOException("no answer in " + PATIENCE_MILLIS + " ms");
            }
            perSecond[second] += (int) (answers - before);
            second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        }
        return perSecond;
    }

    /** Sends so many requests at this rate, and returns when all are answered; never sleeps, so as never to be late. */
    void keepRate(long requests, double perSecond) throws IOException {
        double between = 1e9 / perSecond;
        long start = System.nanoTime();
        for (long sent = 0; answers < requests; ) {
            long now = System.nanoTime();
            for (long due = start + (long) (sent * between); sent < requests && due <= now && !idle.isEmpty(); ) {
                send(sent++, due);
                due = start + (long) (sent * between);
            }
            selector.selectNow(this::receive);
        }
    }

    private void send(long number, long due) throws IOException {
        idle.remove().send(work.request(number), work.answer(number), due);
    }

    private void receive(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (connection.receive()) {
                latencies.recordValue(Math.min(System.nanoTime() - connection.dueNanos(), MAX_LATENCY_NANOS));
                answers++;
                judge(connection);
                idle.add(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void judge(LoadConnection connection) {
        if (!connection.isRight()) {
            wrong++;
            if (wrong == 1) {
                System.err.println("a wrong answer:\n" + connection.text());
            }
        }
    }

    /** Returns how many answers were no 200 or had a wrong byte. */
    long wrong() {
        return wrong;
    }

    /** Returns the latencies so far, in nanoseconds. */
    Histogram latencies() {
        return latencies;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}

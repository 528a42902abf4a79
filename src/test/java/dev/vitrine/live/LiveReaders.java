package dev.vitrine.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Callers that look for one image through the gateway until they are closed, each with one request after the other. All
 * responses are recorded. They pause between requests, because Glance needs the CPU.
 */
public final class LiveReaders implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private final Reading reading;
    private final Map<String, List<LiveRead>> reads = new LinkedHashMap<>();
    private final ScheduledExecutorService threads;
    private @Nullable Exception failure;

    /** A request, which a caller makes again and again. */
    public interface Reading {
        /** Returns what the response shows of the image. */
        LiveRead read(String caller) throws Exception;
    }

    private LiveReaders(Reading reading, Collection<String> callers) {
        this.reading = reading;
        this.threads = Executors.newScheduledThreadPool(callers.size());
        callers.forEach(caller -> reads.put(caller, new ArrayList<>()));
    }

    /** Has these callers of the gateway's read the image; the clock says when they did. */
    static LiveReaders start(LiveGateway gateway, String id, LongSupplier clock, Collection<String> callers) {
        return start(caller -> image(gateway, id, clock, caller), callers);
    }

    /** Has these callers read. */
    public static LiveReaders start(Reading reading, Collection<String> callers) {
        LiveReaders readers = new LiveReaders(reading, callers);
        for (String caller : callers) {
            var unused = readers.threads.scheduleWithFixedDelay(
                    () -> readers.readAndKeep(caller), 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
        }
        return readers;
    }

    private void readAndKeep(String caller) {
        try {
            keep(reading.read(caller));
        } catch (Exception e) {
            fail(e);
        }
    }

    private static LiveRead image(LiveGateway gateway, String id, LongSupplier clock, String caller) throws Exception {
        long start = clock.getAsLong();
        HttpResponse<String> answer = gateway.get(caller, "/images/" + id);
        long end = clock.getAsLong();
        String turn = answer.statusCode() == 200
                ? JSON.readTree(answer.body()).at("/image/metadata/turn").asText()
                : "";
        return new LiveRead(caller, start, end, answer.statusCode(), turn);
    }

    private synchronized void keep(LiveRead read) {
        reads.get(read.caller()).add(read);
        notifyAll();
    }

    private synchronized void fail(Exception e) {
        failure = e;
        notifyAll();
    }

    /** Waits until each caller has had so many answers more. */
    void await(int answers) throws InterruptedException {
        await(answers, any -> true);
    }

    /** Waits until each caller has had so many answers more, at least one, and the last one of each is as wanted. */
    public synchronized void await(int answers, Predicate<LiveRead> wanted) throws InterruptedException {
        Map<String, Integer> enough = new LinkedHashMap<>();
        reads.forEach((caller, had) -> enough.put(caller, had.size() + answers));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!enough.keySet().stream().allMatch(caller -> has(caller, enough.get(caller), wanted))) {
            long left = deadline - System.nanoTime();
            if (failure != null || left <= 0) {
                throw new IllegalStateException("other answers than those that are waited for: " + latest(), failure);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private boolean has(String caller, int enough, Predicate<LiveRead> wanted) {
        List<LiveRead> had = reads.get(caller);
        return had.size() >= enough && wanted.test(had.get(had.size() - 1));
    }

    private List<LiveRead> latest() {
        return reads.values().stream()
                .filter(had -> !had.isEmpty())
                .map(had -> had.get(had.size() - 1))
                .toList();
    }

    /** All answers so far, those of one caller in their order. */
    public synchronized List<LiveRead> reads() {
        if (failure != null) {
            throw new IllegalStateException("a request failed", failure);
        }
        return reads.values().stream().flatMap(List::stream).toList();
    }

    /** Waits for the answers that are still to come. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }
}

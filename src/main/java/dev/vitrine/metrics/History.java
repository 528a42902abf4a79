package dev.vitrine.metrics;

import dev.vitrine.model.CacheOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of the last fifteen minutes, one every two seconds: differences between snapshots of the metrics, so that
 * requests pay nothing for them.
 *
 * <p>Any thread.
 */
public final class History {
    /** How often {@link #sample} is to be called. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    /** The key of what concerns single images and their metadata. */
    static final String IMAGES = "images";

    /** The key of what concerns lists of images. */
    static final String LISTS = "lists";

    static final int MAX_SAMPLES = 450;
    private static final List<String> SERVED_FROM_CACHE = List.of("hit", "stale", "negative");

    private final Metrics metrics;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private MetricsSnapshot last;

    /**
     * What happened in one interval; all rates are per second.
     *
     * @param atMillis end of the interval, milliseconds since 1970
     * @param rate requests that were answered
     * @param faults those answered with 500 or more
     * @param p50 median latency in seconds; NaN without requests
     * @param p95 95th percentile of the latency
     * @param p99 99th percentile of the latency
     * @param hitRatio part of the cacheable requests that was served from the cache, 0 to 1; NaN without requests
     * @param coalesced requests that were coalesced with another request's load
     * @param loopLag 99th percentile of how late event loops were, in seconds; NaN without measurements
     * @param outcomes requests for {@code images} and for {@code lists} that used the cache, each by cache outcome; without
     *     outcomes that none had
     * @param services the services behind the gateway, by name
     * @param gauges values of the gauges at the end of the interval, by name
     */
    public record Sample(
            long atMillis,
            double rate,
            double faults,
            double p50,
            double p95,
            double p99,
            double hitRatio,
            double coalesced,
            double loopLag,
            Map<String, Map<String, Double>> outcomes,
            Map<String, Service> services,
            Map<String, Double> gauges) {}

    /**
     * Calls to one service in one interval; rates are per second.
     *
     * @param rate calls that ended, without those that were rejected, whose clients were gone, or that exceeded the byte budget
     * @param errors those of them without a response, or with one of 500 or more
     * @param rejected calls that were not made, since too many waited already
     * @param p50 median latency in seconds; NaN without calls
     * @param p95 95th percentile of the latency
     */
    public record Service(double rate, double errors, double rejected, double p50, double p95) {}

    /** Makes an empty history that starts now. */
    public History(Metrics metrics) {
        this.metrics = metrics;
        this.last = metrics.snapshot();
    }

    /** Takes a sample of what happened since the last one, and returns it. Takes milliseconds: not for an event loop. */
    public synchronized Sample sample() {
        MetricsSnapshot now = metrics.snapshot();
        Sample sample = difference(last, now);
        last = now;
        samples.addLast(sample);
        if (samples.size() > MAX_SAMPLES) {
            samples.removeFirst();
        }
        return sample;
    }

    /** Returns all samples, the oldest first. */
    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    private Sample difference(MetricsSnapshot before, MetricsSnapshot now) {
        double seconds = Math.max((now.nanos() - before.nanos()) / 1e9, 1e-3);
        Histogram latency = now.latency().since(before.latency());
        Map<String, Service> services = new LinkedHashMap<>();
        now.services().forEach((name, service) -> services.put(name, service(before.service(name), service, seconds)));
        return new Sample(
                System.currentTimeMillis(),
                (now.all() - before.all()) / seconds,
                (now.faults() - before.faults()) / seconds,
                latency.quantile(0.5),
                latency.quantile(0.95),
                latency.quantile(0.99),
                hitRatio(before, now),
                (now.of("coalesced") - before.of("coalesced")) / seconds,
                now.lag().since(before.lag()).quantile(0.99),
                outcomes(before, now, seconds),
                Map.copyOf(services),
                metrics.gauges());
    }

    private static Map<String, Map<String, Double>> outcomes(
            MetricsSnapshot before, MetricsSnapshot now, double seconds) {
        Map<String, Double> images = new HashMap<>();
        Map<String, Double> lists = new HashMap<>();
        for (CacheOutcome outcome : CacheOutcome.values()) {
            String word = outcome.word();
            double ofLists = now.ofLists(word) - before.ofLists(word);
            double ofAll = now.of(word) - before.of(word);
            if (outcome != CacheOutcome.BYPASS && ofLists > 0) {
                lists.put(word, ofLists / seconds);
            }
            if (outcome != CacheOutcome.BYPASS && ofAll > ofLists) {
                images.put(word, (ofAll - ofLists) / seconds);
            }
        }
        return Map.of(IMAGES, Map.copyOf(images), LISTS, Map.copyOf(lists));
    }

    private static double hitRatio(MetricsSnapshot before, MetricsSnapshot now) {
        double cacheable = now.all() - now.of("bypass") - (before.all() - before.of("bypass"));
        double hits = 0;
        for (String outcome : SERVED_FROM_CACHE) {
            hits += now.of(outcome) - before.of(outcome);
        }
        return cacheable <= 0 ? Double.NaN : hits / cacheable;
    }

    private static Service service(MetricsSnapshot.Service before, MetricsSnapshot.Service now, double seconds) {
        Histogram latency = now.latency().since(before.latency());
        return new Service(
                (now.calls() - before.calls()) / seconds,
                (now.errors() - before.errors()) / seconds,
                (now.rejected() - before.rejected()) / seconds,
                latency.quantile(0.5),
                latency.quantile(0.95));
    }
}

package dev.vitrine.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last fifteen minutes, a point every two seconds, worked out of what is counted anyway: requests cost nothing more.
 *
 * <p>Any thread.
 */
public final class History {
    /** How often {@link #sample} is to be called. */
    public static final Duration STEP = Duration.ofSeconds(2);

    static final int POINTS = 450;

    private final Metrics metrics;
    private final Deque<Point> points = new ArrayDeque<>();
    private MetricsSnapshot last;

    /**
     * What happened in one step, all rates for a second.
     *
     * @param atMillis its end, since 1970
     * @param rate requests that were answered
     * @param faults those of them that were answered with 500 or more
     * @param p50 in how many seconds half of them were answered; NaN if there were none
     * @param p95 the same of 95 in a hundred
     * @param p99 the same of 99 in a hundred
     * @param hits the part of them that was answered from memory, of those for which it was asked; NaN if there were none
     * @param joined those that waited for what another had asked for
     * @param services the services behind the gateway, by their names
     * @param levels what stood at the end of the step, by the names of the figures
     */
    public record Point(
            long atMillis,
            double rate,
            double faults,
            double p50,
            double p95,
            double p99,
            double hits,
            double joined,
            Map<String, Service> services,
            Map<String, Double> levels) {}

    /**
     * What one service did in one step.
     *
     * @param rate calls that ended
     * @param errors those of them that got no answer, or one of 500 or more
     * @param p50 in how many seconds half of them ended; NaN if there were none
     * @param p95 the same of 95 in a hundred
     */
    public record Service(double rate, double errors, double p50, double p95) {}

    /** Begins with nothing. */
    public History(Metrics metrics) {
        this.metrics = metrics;
        this.last = metrics.totals();
    }

    /** Notes what has happened since the last time, and returns it. Takes a millisecond or so: not for an event loop. */
    public synchronized Point sample() {
        MetricsSnapshot now = metrics.totals();
        Point point = point(last, now);
        last = now;
        points.addLast(point);
        if (points.size() > POINTS) {
            points.removeFirst();
        }
        return point;
    }

    /** Returns all points there are, the oldest first. */
    public synchronized List<Point> points() {
        return List.copyOf(points);
    }

    private Point point(MetricsSnapshot before, MetricsSnapshot now) {
        double seconds = Math.max((now.nanos() - before.nanos()) / 1e9, 1e-3);
        Histogram latency = now.latency().since(before.latency());
        double asked = now.all() - now.of("bypass") - (before.all() - before.of("bypass"));
        double remembered = 0;
        for (String word : List.of("hit", "stale", "negative")) {
            remembered += now.of(word) - before.of(word);
        }
        Map<String, Service> services = new LinkedHashMap<>();
        now.services().forEach((name, service) -> services.put(name, service(before.service(name), service, seconds)));
        return new Point(
                System.currentTimeMillis(),
                (now.all() - before.all()) / seconds,
                (now.faults() - before.faults()) / seconds,
                latency.quantile(0.5),
                latency.quantile(0.95),
                latency.quantile(0.99),
                asked <= 0 ? Double.NaN : remembered / asked,
                (now.of("joined") - before.of("joined")) / seconds,
                Map.copyOf(services),
                metrics.levels());
    }

    private static Service service(MetricsSnapshot.Service before, MetricsSnapshot.Service now, double seconds) {
        Histogram latency = now.latency().since(before.latency());
        return new Service(
                latency.all() / seconds,
                (now.errors() - before.errors()) / seconds,
                latency.quantile(0.5),
                latency.quantile(0.95));
    }
}

package dev.vitrine.metrics;

import dev.vitrine.model.CacheOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the gateway counts and times, for Prometheus.
 *
 * <p>Noting something takes no lock and makes nothing but what the first of its kind needs. Any thread.
 */
public final class Metrics {
    private static final Duration[] LATENCIES = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    private final PrometheusMeterRegistry registry =
            ProcessMeters.withoutOddNames(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final ConcurrentMap<Kind, Pair> requests = new ConcurrentHashMap<>();
    private final ConcurrentMap<CallKind, Pair> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Supplier<Number>> levels = new ConcurrentHashMap<>();
    private final Traces traces = new Traces();
    private final RecentFaults faults = new RecentFaults();
    private final TopImages busiest = new TopImages();
    private final ConcurrentMap<String, Counter> events = new ConcurrentHashMap<>();
    private final Timer lag = Timer.builder("vitrine.event.loop.lag")
            .description("How late event loops were for what was due.")
            .serviceLevelObjectives(LATENCIES)
            .register(registry);

    private record Kind(String route, String method, int statusClass, CacheOutcome cache) {}

    private record CallKind(String service, String outcome) {}

    private record Pair(Counter count, Timer time) {
        void note(long nanos) {
            count.increment();
            time.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Makes an empty set of meters, with those of the process. */
    public Metrics() {
        ProcessMeters.register(registry);
    }

    /**
     * Notes that a request was answered.
     *
     * @param route the template of its path, one of a fixed set
     * @param method its method, whatever the client wrote
     * @param status the answer's status
     * @param cache what the memory had to do with it
     * @param nanos from the reading of its head until its answer was there
     */
    public void request(String route, String method, int status, CacheOutcome cache, long nanos) {
        String known = METHODS.contains(method) ? method : "OTHER";
        pair(requests, new Kind(route, known, status / 100, cache), this::requestPair)
                .note(nanos);
    }

    /**
     * Notes that a call to a service ended.
     *
     * @param service its name, lower case
     * @param outcome how the call ended, one of a fixed set: a class of statuses, or why there was no answer
     */
    public void call(String service, String outcome, long nanos) {
        pair(calls, new CallKind(service, outcome), this::callPair).note(nanos);
    }

    /**
     * Notes that a notification came.
     *
     * @param kind of what, one of a fixed set
     */
    public void event(String kind) {
        Counter known = events.get(kind);
        (known == null ? events.computeIfAbsent(kind, this::eventCounter) : known).increment();
    }

    private Counter eventCounter(String kind) {
        return Counter.builder("vitrine.events")
                .description("Notifications of Glance's that came.")
                .tag("kind", kind)
                .register(registry);
    }

    /** Looks before it makes: making takes a lock. */
    private static <K> Pair pair(ConcurrentMap<K, Pair> known, K kind, Function<K, Pair> making) {
        Pair pair = known.get(kind);
        return pair == null ? known.computeIfAbsent(kind, making) : pair;
    }

    /** Returns what becomes of requests for which somebody waits by their ids. */
    public Traces traces() {
        return traces;
    }

    /** Returns the last faults. */
    public RecentFaults faults() {
        return faults;
    }

    /** Returns which images are asked for most. */
    public TopImages busiest() {
        return busiest;
    }

    /** Returns what has been counted so far. */
    MetricsSnapshot totals() {
        Map<String, Double> answered = new HashMap<>();
        Map<Timer, Histogram> latencies = new HashMap<>();
        double failed = 0;
        for (Map.Entry<Kind, Pair> entry : requests.entrySet()) {
            double count = entry.getValue().count.count();
            answered.merge(entry.getKey().cache.word(), count, Double::sum);
            failed += entry.getKey().statusClass >= 5 ? count : 0;
            latencies.computeIfAbsent(entry.getValue().time, Histogram::of);
        }
        Histogram latency = latencies.values().stream().reduce(Histogram.NONE, Histogram::plus);
        return new MetricsSnapshot(System.nanoTime(), answered, failed, latency, services());
    }

    private Map<String, MetricsSnapshot.Service> services() {
        Map<String, MetricsSnapshot.Service> services = new HashMap<>();
        calls.forEach((kind, pair) -> {
            boolean isError = !kind.outcome.matches("[234]xx");
            double errors = isError ? pair.count.count() : 0;
            services.merge(
                    kind.service,
                    new MetricsSnapshot.Service(errors, Histogram.of(pair.time)),
                    (one, other) -> new MetricsSnapshot.Service(one.errors() + other.errors(), one.latency()));
        });
        return services;
    }

    /** Returns what stands now, by the names of the figures. */
    Map<String, Double> levels() {
        Map<String, Double> now = new HashMap<>();
        levels.forEach((name, level) -> now.put(name, level.get().doubleValue()));
        return now;
    }

    /** Notes how late an event loop was. */
    public void lag(long nanos) {
        lag.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Shows a reading whenever the figures are asked for. */
    public void watch(GaugeDefinition reading, Supplier<Number> value) {
        levels.put(reading.meter(), value);
        if (reading.isTotal()) {
            // Of what it is given second the library keeps no hold.
            FunctionCounter.builder(reading.meter(), this, kept -> value.get().doubleValue())
                    .description(reading.help())
                    .register(registry);
        } else {
            Gauge.builder(reading.meter(), value).description(reading.help()).register(registry);
        }
    }

    /** Shows 1 or 0 for one way in which it can stand with hearing of changes; one of a fixed set. */
    public void watchStanding(String standing, Supplier<Number> value) {
        Gauge.builder("vitrine.events.standing", value)
                .description("1 for how it stands with hearing of changes, 0 for the others.")
                .tag("standing", standing)
                .register(registry);
    }

    /** Shows a level that each service behind the gateway has, by its name in lower case. */
    public void watch(GaugeDefinition reading, String service, Supplier<Number> value) {
        levels.put(reading.meter() + "." + service, value);
        Gauge.builder(reading.meter(), value)
                .description(reading.help())
                .tag("service", service)
                .register(registry);
    }

    /** Returns all figures in the text format of Prometheus, version 0.0.4. Takes some milliseconds: not for an event loop. */
    public String scrape() {
        return registry.scrape();
    }

    private Pair requestPair(Kind kind) {
        String cache = kind.cache.word();
        Counter count = Counter.builder("vitrine.requests")
                .description("Requests that were answered.")
                .tags("route", kind.route, "method", kind.method, "status", kind.statusClass + "xx", "cache", cache)
                .register(registry);
        return new Pair(
                count,
                timer(
                        "vitrine.request",
                        "From the head of a request until its answer.",
                        Tags.of("route", kind.route, "cache", cache)));
    }

    private Pair callPair(CallKind kind) {
        Counter count = Counter.builder("vitrine.backend.calls")
                .description("Calls to the services behind the gateway, second tries included in the first.")
                .tags("service", kind.service, "outcome", kind.outcome)
                .register(registry);
        return new Pair(
                count,
                timer(
                        "vitrine.backend.call",
                        "From a call to a service until the whole answer.",
                        Tags.of("service", kind.service)));
    }

    /** Returns the same one for the same name and labels. */
    private Timer timer(String name, String help, Tags tags) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }
}

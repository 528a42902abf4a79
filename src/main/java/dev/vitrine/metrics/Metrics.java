package dev.vitrine.metrics;

import dev.vitrine.model.CacheOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's metrics: counters, timers and gauges, exposed to Prometheus.
 *
 * <p>Recording takes no lock, and allocates only for the first observation of each combination of labels. Any thread.
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

    /** The path templates of lists. */
    private static final Set<String> LIST_ROUTES = Set.of("/images", "/images/detail");

    /** The outcome of a call that was not made, since too many waited already. */
    private static final String REJECTED = "rejected";

    /** The outcomes of calls that say nothing of the service. */
    private static final Set<String> NOT_OF_THE_SERVICE = Set.of(REJECTED, "abandoned", "over_budget");

    private static final Pattern NO_ERROR = Pattern.compile("[234]xx");

    private static final String NOTIFICATIONS = "vitrine.notifications";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    /** How many endpoints are told apart: Keystone's catalogue may name ever other ones. */
    private static final int MAX_ENDPOINTS = 64;

    private final PrometheusMeterRegistry registry =
            ProcessMeters.withoutInvalidNames(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final ConcurrentMap<RequestLabels, Meters> requests = new ConcurrentHashMap<>();
    private final ConcurrentMap<CallLabels, Meters> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<FailureLabels, Counter> failures = new ConcurrentHashMap<>();
    private final Set<String> endpoints = ConcurrentHashMap.newKeySet();
    private final Exemplars exemplars = new Exemplars(
            "vitrine_request_seconds",
            Arrays.stream(LATENCIES).mapToLong(Duration::toNanos).toArray());
    private final ConcurrentMap<String, Supplier<Number>> gauges = new ConcurrentHashMap<>();
    private final Traces traces = new Traces();
    private final RecentFaults recentFaults = new RecentFaults();
    private final TopImages topImages = new TopImages();
    private final ConcurrentMap<String, Counter> notifications = new ConcurrentHashMap<>();
    private final Timer eventLoopLag = Timer.builder("vitrine.event.loop.lag")
            .description("Event loop lag: delay between scheduled and actual execution.")
            .serviceLevelObjectives(LATENCIES)
            .register(registry);

    private final MultiGauge problemGauge = MultiGauge.builder("vitrine.problem")
            .description("A problem: 0 none of this kind, 1 degraded, 2 failing.")
            .register(registry);
    private volatile Supplier<Map<ProblemLabels, Integer>> problems = Map::of;

    /** The status is a key of {@link StatusLabel}. */
    private record RequestLabels(String route, String method, int status, CacheOutcome cache) {}

    private record CallLabels(String service, String outcome) {}

    private record FailureLabels(String service, String endpoint, String outcome) {}

    private record Meters(Counter count, Timer time, Exemplars.@Nullable Buckets exemplars) {
        void record(long nanos, @Nullable String traceId) {
            count.increment();
            time.record(nanos, TimeUnit.NANOSECONDS);
            if (traceId != null && exemplars != null) {
                exemplars.record(nanos, traceId);
            }
        }
    }

    /** Makes a registry without the metrics of the process. */
    public Metrics() {}

    /**
     * Records a request that was answered.
     *
     * @param route the template of its path, one of a fixed set
     * @param method its method; one that is not of HTTP's usual ones counts as OTHER
     * @param status the status of the response
     * @param cache the cache outcome
     * @param nanos from when the request could have been read until its response, in nanoseconds
     * @param traceId the id of the request's trace if that is recorded, for an exemplar; else null
     */
    public void recordRequest(
            String route, String method, int status, CacheOutcome cache, long nanos, @Nullable String traceId) {
        String known = METHODS.contains(method) ? method : "OTHER";
        meters(requests, new RequestLabels(route, known, StatusLabel.key(status), cache), this::requestMeters)
                .record(nanos, traceId);
    }

    /**
     * Records the end of a call to a service.
     *
     * @param service its name, lower case
     * @param outcome one of a fixed set: a class of statuses, or the reason of the failure
     */
    public void recordCall(String service, String outcome, long nanos) {
        meters(calls, new CallLabels(service, outcome), this::callMeters).record(nanos, null);
    }

    /**
     * Records that one try of a call failed at an endpoint, whether another try succeeds or not.
     *
     * @param service its name, lower case
     * @param endpoint its URL in the settings or the catalogue; from the 65th on, since the start, they share one label
     * @param outcome the reason of the failure, one of a fixed set
     */
    public void recordFailure(String service, String endpoint, String outcome) {
        boolean isKnown = endpoints.contains(endpoint) || (endpoints.size() < MAX_ENDPOINTS && endpoints.add(endpoint));
        failures.computeIfAbsent(
                        new FailureLabels(service, isKnown ? endpoint : "other", outcome), this::failureCounter)
                .increment();
    }

    /** Records, as the other, a response with a status that is a failure of the service, or of a proxy before it. */
    public void recordFailure(String service, String endpoint, int status) {
        recordFailure(service, endpoint, StatusLabel.text(StatusLabel.key(status)));
    }

    /**
     * Records a notification from Glance.
     *
     * @param kind one of a fixed set
     */
    public void recordNotification(String kind) {
        Counter known = notifications.get(kind);
        (known == null ? notifications.computeIfAbsent(kind, this::notificationCounter) : known).increment();
    }

    private Counter notificationCounter(String kind) {
        return Counter.builder(NOTIFICATIONS)
                .description("Notifications received from Glance.")
                .tag("kind", kind)
                .register(registry);
    }

    /** Looks first: {@code computeIfAbsent} may take a lock even if the key is there. */
    private static <K> Meters meters(ConcurrentMap<K, Meters> all, K labels, Function<K, Meters> register) {
        Meters meters = all.get(labels);
        return meters == null ? all.computeIfAbsent(labels, register) : meters;
    }

    /** Returns the traces of single requests. */
    public Traces traces() {
        return traces;
    }

    /** Returns the last requests that were answered with 500 or more. */
    public RecentFaults recentFaults() {
        return recentFaults;
    }

    /** Returns the most requested images. */
    public TopImages topImages() {
        return topImages;
    }

    /** Returns the totals since the start. */
    MetricsSnapshot snapshot() {
        Map<String, Double> answered = new HashMap<>();
        Map<String, Double> lists = new HashMap<>();
        Map<Timer, Histogram> latencies = new HashMap<>();
        double failed = 0;
        for (Map.Entry<RequestLabels, Meters> entry : requests.entrySet()) {
            double count = entry.getValue().count.count();
            answered.merge(entry.getKey().cache.word(), count, Double::sum);
            if (LIST_ROUTES.contains(entry.getKey().route)) {
                lists.merge(entry.getKey().cache.word(), count, Double::sum);
            }
            failed += StatusLabel.isServerError(entry.getKey().status) ? count : 0;
            latencies.computeIfAbsent(entry.getValue().time, Histogram::of);
        }
        Histogram latency = latencies.values().stream().reduce(Histogram.NONE, Histogram::plus);
        return new MetricsSnapshot(
                System.nanoTime(), answered, lists, failed, latency, Histogram.of(eventLoopLag), services());
    }

    private Map<String, MetricsSnapshot.Service> services() {
        Map<String, MetricsSnapshot.Service> services = new HashMap<>();
        calls.forEach((labels, meters) -> {
            double count = meters.count.count();
            double calls = NOT_OF_THE_SERVICE.contains(labels.outcome) ? 0 : count;
            double errors = NO_ERROR.matcher(labels.outcome).matches() ? 0 : calls;
            double rejected = labels.outcome.equals(REJECTED) ? count : 0;
            services.merge(
                    labels.service,
                    new MetricsSnapshot.Service(calls, errors, rejected, Histogram.of(meters.time)),
                    MetricsSnapshot.Service::plus);
        });
        return services;
    }

    /** Returns the current values of the gauges, by name; those of a service have its name appended. */
    Map<String, Double> gauges() {
        Map<String, Double> now = new HashMap<>();
        gauges.forEach((name, value) -> now.put(name, value.get().doubleValue()));
        notifications.values().forEach(counter -> now.merge(NOTIFICATIONS, counter.count(), Double::sum));
        return now;
    }

    /** Has a value be among the gauges of the {@link History}, and in no scrape. */
    public void registerForHistory(String name, Supplier<Number> value) {
        gauges.put(name, value);
    }

    /** Records the delay between scheduled and actual execution on an event loop. */
    public void recordEventLoopLag(long nanos) {
        eventLoopLag.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Registers a value, which is read on the thread that collects metrics. */
    public void register(GaugeDefinition gauge, Supplier<Number> value) {
        gauges.put(gauge.meter(), value);
        if (gauge.isCounter()) {
            // Micrometer holds the second argument weakly: this outlives it.
            FunctionCounter.builder(gauge.meter(), this, self -> value.get().doubleValue())
                    .description(gauge.help())
                    .register(registry);
        } else {
            Gauge.builder(gauge.meter(), value).description(gauge.help()).register(registry);
        }
    }

    /** Registers whether the notification feed has this status, 1 or 0; one of a fixed set. */
    public void registerFeedStatus(String status, Supplier<Number> value) {
        Gauge.builder("vitrine.notification.feed.status", value)
                .description("1 for the current status of the notification feed, 0 for the others.")
                .tag("status", status)
                .register(registry);
    }

    /** Registers the metrics of the process, which takes some time: the JDK's beans are not there until they are asked for. */
    public void registerProcess() {
        ProcessMeters.register(registry);
    }

    /** Registers the version that runs. */
    public void registerBuild(String version) {
        ProcessMeters.registerBuild(registry, version);
    }

    /** Registers the status of the gateway: 0 ok, 1 degraded, 2 failing. */
    public void registerStatus(Supplier<Number> value) {
        Gauge.builder("vitrine.status", value)
                .description("The status of the gateway: 0 ok, 1 degraded, 2 failing.")
                .register(registry);
    }

    /**
     * The labels of a problem.
     *
     * @param kind one of a fixed set
     * @param subject a service and the address of its endpoint, as configured; empty where the kind has only one
     * @param cause one of a fixed set; empty where the kind says it
     */
    public record ProblemLabels(String kind, String subject, String cause) {}

    /** Registers the problems with their levels, as in {@link #registerStatus}; read at each scrape. */
    public void registerProblems(Supplier<Map<ProblemLabels, Integer>> problems) {
        this.problems = problems;
    }

    /** Problems come and go, and so do their labels. */
    private synchronized void updateProblems() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        problems.get()
                .forEach((labels, level) -> rows.add(MultiGauge.Row.of(
                        Tags.of("kind", labels.kind, "subject", labels.subject, "cause", labels.cause), level)));
        problemGauge.register(rows, true);
    }

    /** Registers a value of one service behind the gateway, by its name in lower case. */
    public void register(GaugeDefinition gauge, String service, Supplier<Number> value) {
        gauges.put(gauge.meter() + "." + service, value);
        Gauge.builder(gauge.meter(), value)
                .description(gauge.help())
                .tag("service", service)
                .register(registry);
    }

    /** Returns all metrics in Prometheus' text format, version 0.0.4. Takes milliseconds: not for an event loop. */
    public String scrape() {
        updateProblems();
        return registry.scrape();
    }

    /** Returns all metrics in OpenMetrics 1.0, with exemplars. As {@link #scrape}. */
    public byte[] scrapeOpenMetrics() throws IOException {
        updateProblems();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OpenMetricsTextFormatWriter(false, false)
                .write(out, exemplars.in(registry.getPrometheusRegistry().scrape()));
        return out.toByteArray();
    }

    private Meters requestMeters(RequestLabels labels) {
        String cache = labels.cache.word();
        Counter count = Counter.builder("vitrine.requests")
                .description("Requests answered.")
                .tags(
                        "route",
                        labels.route,
                        "method",
                        labels.method,
                        "status",
                        StatusLabel.text(labels.status),
                        "cache",
                        cache)
                .register(registry);
        return new Meters(
                count,
                timer(
                        "vitrine.request",
                        "Request latency: from when the request could have been read until its response is written.",
                        Tags.of("route", labels.route, "cache", cache)),
                exemplars.of(Labels.of("route", labels.route, "cache", cache)));
    }

    private Counter failureCounter(FailureLabels labels) {
        return Counter.builder("vitrine.backend.endpoint.failures")
                .description(
                        "Failed tries of calls, by the endpoint as it is configured and the cause; a call may have two.")
                .tags("service", labels.service, "endpoint", labels.endpoint, "outcome", labels.outcome)
                .register(registry);
    }

    private Meters callMeters(CallLabels labels) {
        Counter count = Counter.builder("vitrine.backend.calls")
                .description("Calls to the services behind the gateway; a call and its retry count as one.")
                .tags("service", labels.service, "outcome", labels.outcome)
                .register(registry);
        return new Meters(
                count,
                timer(
                        "vitrine.backend.call",
                        "Call latency: from the start of a call until the whole response.",
                        Tags.of("service", labels.service)),
                null);
    }

    /** Returns the one timer of this name and these labels. */
    private Timer timer(String name, String help, Tags tags) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }
}

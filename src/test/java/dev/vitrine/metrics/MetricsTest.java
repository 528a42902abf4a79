package dev.vitrine.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.CacheOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final List<String> ROUTES = List.of(
            "/images",
            "/images/detail",
            "/images/{id}",
            "/images/{id}/metadata",
            "/images/{id}/metadata/{key}",
            "/",
            "other");

    /** Those that the gateway itself makes. */
    private static final int[] STATUSES = {
        200, 204, 300, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 417, 431, 499, 500, 502, 503, 504
    };

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Metrics metrics = new Metrics();

    private List<String> openMetrics() throws IOException {
        return new String(metrics.scrapeOpenMetrics(), UTF_8).lines().toList();
    }

    @Test
    void unknownMethodsShareOneSeries() {
        for (int i = 0; i < 1_000; i++) {
            metrics.recordRequest("other", "X" + i, 400, CacheOutcome.BYPASS, 1, null);
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("vitrine_requests_total")))
                .containsExactly(
                        "vitrine_requests_total{cache=\"bypass\",method=\"OTHER\",route=\"other\",status=\"400\"} 1000.0");
    }

    /** With every combination of labels that the gateway can produce, and many that it cannot. */
    @Test
    void thereAreNoMoreThanThreeThousandSeries() {
        for (String route : ROUTES) {
            for (CacheOutcome cache : CacheOutcome.values()) {
                for (int status : new int[] {200, 304, 403, 404, 412, 502, 503, 504}) {
                    metrics.recordRequest(route, "GET", status, cache, 1_000, null);
                    metrics.recordRequest(route, "HEAD", status, cache, 1_000, null);
                }
            }
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                for (int status : STATUSES) {
                    metrics.recordRequest(route, method, status, CacheOutcome.BYPASS, 1_000, null);
                }
            }
        }
        for (int status : new int[] {300, 400, 401, 404, 405, 431, 500, 503}) {
            ROUTES.forEach(route -> metrics.recordRequest(route, "BREW", status, CacheOutcome.BYPASS, 1_000, null));
        }
        for (int i = 0; i < 1_000; i++) {
            metrics.recordFailure("glance", "http://glance-" + i + ":9292", "timeout");
        }
        for (String service : List.of("glance", "keystone")) {
            for (String outcome :
                    List.of("2xx", "3xx", "4xx", "5xx", "other", "unreachable", "reset", "broken", "late")) {
                metrics.recordCall(service, outcome, 1_000);
            }
        }
        for (String kind : List.of("image", "members", "ignored", "unreadable")) {
            metrics.recordNotification(kind);
        }
        for (String standing :
                List.of("live", "disconnected", "no-exchange", "lagging", "unproven", "missed-changes")) {
            metrics.registerFeedStatus(standing, () -> 0);
        }
        for (GaugeDefinition gauge : GaugeDefinition.values()) {
            metrics.register(gauge, () -> 1);
        }

        assertThat(metrics.scrape()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .count())
                .isLessThanOrEqualTo(3_000);
    }

    @Test
    void endpointsBeyondTheFirstOnesShareOneLabel() {
        for (int i = 0; i < 100; i++) {
            metrics.recordFailure("glance", "http://glance-" + i + ":9292", 503);
        }

        List<String> failures = metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("vitrine_backend_endpoint_failures_total"))
                .toList();
        assertThat(failures)
                .hasSize(65)
                .contains(
                        "vitrine_backend_endpoint_failures_total{endpoint=\"http://glance-0:9292\",outcome=\"503\",service=\"glance\"} 1.0",
                        "vitrine_backend_endpoint_failures_total{endpoint=\"other\",outcome=\"503\",service=\"glance\"} 36.0");
    }

    @Test
    void statusesThatNobodyHasRegisteredCountAsTheirClass() {
        for (int status : new int[] {299, 298, 599, 999}) {
            metrics.recordRequest("other", "GET", status, CacheOutcome.BYPASS, 1, null);
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("vitrine_requests_total")))
                .extracting(line -> line.replaceFirst(".*status=\"(.*)\"} ", "$1 "))
                .containsExactlyInAnyOrder("2xx 2.0", "5xx 1.0", "9xx 1.0");
    }

    @Test
    void anExemplarIsTheLastTracedObservationOfItsBucket() throws IOException {
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.MISS, 60_000, "a".repeat(32));
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.MISS, 70_000, TRACE);
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.MISS, 80_000, null);

        assertThat(openMetrics().stream().filter(line -> line.contains(" # ")))
                .singleElement()
                .asString()
                .matches(
                        "vitrine_request_seconds_bucket\\{cache=\"miss\",route=\"/images\",le=\"1.0E-4\"} 3 # \\{trace_id=\""
                                + TRACE + "\"} 7.0E-5 [0-9.]+");
    }

    @Test
    void openMetricsHasWhatTheTextFormatHasAndAnEnd() throws IOException {
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.MISS, 60_000, null);
        metrics.registerBuild("1.2.3");

        assertThat(openMetrics())
                .endsWith("# EOF")
                .contains("# TYPE vitrine_requests counter", "# TYPE vitrine_request_seconds histogram")
                .anyMatch(line -> line.startsWith("vitrine_build_info{") && line.contains("version=\"1.2.3\""));
        assertThat(series(openMetrics()))
                .isEqualTo(series(metrics.scrape().lines().toList()));
    }

    private static Set<String> series(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" .*", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void theProcessHasTheNamesOfPrometheusClientLibraries() {
        metrics.registerProcess();

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("process_")))
                .extracting(line -> line.replaceFirst(" .*", ""))
                .contains(
                        "process_open_fds",
                        "process_max_fds",
                        "process_cpu_seconds_total",
                        "process_start_time_seconds",
                        "process_resident_memory_bytes",
                        "process_virtual_memory_bytes");
    }

    @Test
    void countersSurviveGarbageCollection() {
        metrics.register(GaugeDefinition.REFUSED_CONNECTIONS, new java.util.concurrent.atomic.AtomicLong(3)::get);

        System.gc();

        assertThat(metrics.scrape()).contains("vitrine_connections_refused_total 3.0");
    }

    @Test
    void latenciesAreCumulativeBucketsInSeconds() {
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.HIT, 60_000, null);
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.HIT, 20_000_000_000L, null);

        String labels = "{cache=\"hit\",route=\"/images\",le=";
        assertThat(metrics.scrape().lines())
                .contains(
                        "vitrine_request_seconds_bucket" + labels + "\"5.0E-5\"} 0",
                        "vitrine_request_seconds_bucket" + labels + "\"1.0E-4\"} 1",
                        "vitrine_request_seconds_bucket" + labels + "\"10.0\"} 1",
                        "vitrine_request_seconds_bucket" + labels + "\"+Inf\"} 2",
                        "vitrine_request_seconds_sum{cache=\"hit\",route=\"/images\"} 20.00006");
    }
}

package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.CacheOutcome;
import java.util.List;
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

    private final Metrics metrics = new Metrics();

    @Test
    void unknownMethodsShareOneSeries() {
        for (int i = 0; i < 1_000; i++) {
            metrics.recordRequest("other", "X" + i, 400, CacheOutcome.BYPASS, 1);
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("vitrine_requests_total")))
                .containsExactly(
                        "vitrine_requests_total{cache=\"bypass\",method=\"OTHER\",route=\"other\",status=\"4xx\"} 1000.0");
    }

    /** With every combination of labels that the gateway can produce, and many that it cannot. */
    @Test
    void thereAreNoMoreThanTwoThousandSeries() {
        for (String route : ROUTES) {
            for (CacheOutcome cache : CacheOutcome.values()) {
                for (int status : new int[] {200, 300, 400, 500}) {
                    metrics.recordRequest(route, "GET", status, cache, 1_000);
                }
                metrics.recordRequest(route, "HEAD", 200, cache, 1_000);
            }
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "BREW")) {
                for (int status : new int[] {200, 400, 500}) {
                    metrics.recordRequest(route, method, status, CacheOutcome.BYPASS, 1_000);
                }
            }
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
                .isLessThanOrEqualTo(2_000);
    }

    @Test
    void countersSurviveGarbageCollection() {
        metrics.register(GaugeDefinition.REFUSED_CONNECTIONS, new java.util.concurrent.atomic.AtomicLong(3)::get);

        System.gc();

        assertThat(metrics.scrape()).contains("vitrine_connections_refused_total 3.0");
    }

    @Test
    void latenciesAreCumulativeBucketsInSeconds() {
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.HIT, 60_000);
        metrics.recordRequest("/images", "GET", 200, CacheOutcome.HIT, 20_000_000_000L);

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

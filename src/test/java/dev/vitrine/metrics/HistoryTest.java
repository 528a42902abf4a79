package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.CacheOutcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples of the last fifteen minutes. */
class HistoryTest {
    private final Metrics metrics = new Metrics();
    private final History history = new History(metrics);

    private void requests(int number, CacheOutcome cache, int status, long millis) {
        for (int i = 0; i < number; i++) {
            metrics.recordRequest("/images/{id}", "GET", status, cache, TimeUnit.MILLISECONDS.toNanos(millis), null);
        }
    }

    @Test
    void aSampleIsTheDifferenceToTheLastOne() {
        requests(1_000, CacheOutcome.HIT, 200, 9_000);
        history.sample();
        requests(60, CacheOutcome.HIT, 200, 1);
        requests(20, CacheOutcome.MISS, 200, 40);
        requests(10, CacheOutcome.COALESCED, 503, 40);
        requests(10, CacheOutcome.BYPASS, 401, 1);

        History.Sample sample = history.sample();

        assertThat(sample.hitRatio()).isCloseTo(60.0 / 90, within(1e-9));
        assertThat(sample.faults() / sample.rate()).isCloseTo(0.1, within(1e-9));
        assertThat(sample.coalesced() / sample.rate()).isCloseTo(0.1, within(1e-9));
        assertThat(sample.p50()).isBetween(0.0005, 0.001);
        assertThat(sample.p95()).isBetween(0.025, 0.05);
        assertThat(sample.rate()).isPositive();
    }

    @Test
    void imagesAndListsHaveTheirOwnOutcomes() {
        requests(5, CacheOutcome.HIT, 200, 1);
        history.sample();
        requests(60, CacheOutcome.HIT, 200, 1);
        requests(20, CacheOutcome.NEGATIVE, 404, 1);
        requests(10, CacheOutcome.BYPASS, 401, 1);
        for (String route : List.of("/images", "/images/detail")) {
            metrics.recordRequest(route, "GET", 200, CacheOutcome.HIT, 1_000_000, null);
            metrics.recordRequest(route, "GET", 200, CacheOutcome.STALE, 1_000_000, null);
            metrics.recordRequest(route, "GET", 200, CacheOutcome.STALE, 1_000_000, null);
            metrics.recordRequest(route, "GET", 401, CacheOutcome.BYPASS, 1_000_000, null);
        }

        History.Sample sample = history.sample();

        Map<String, Double> images = sample.outcomes().get("images");
        Map<String, Double> lists = sample.outcomes().get("lists");
        assertThat(images).containsOnlyKeys("hit", "negative");
        assertThat(images.get("hit") / images.get("negative")).isCloseTo(3, within(1e-9));
        assertThat(lists).containsOnlyKeys("hit", "stale");
        assertThat(lists.get("stale") / lists.get("hit")).isCloseTo(2, within(1e-9));
        assertThat(images.get("hit") / lists.get("hit")).isCloseTo(30, within(1e-9));
        assertThat(history.sample().outcomes()).isEqualTo(Map.of("images", Map.of(), "lists", Map.of()));
    }

    @Test
    void anIntervalWithoutRequestsHasNoLatencyAndNoHitRatio() {
        requests(10, CacheOutcome.HIT, 200, 1);
        history.sample();

        History.Sample sample = history.sample();

        assertThat(sample.rate()).isZero();
        assertThat(sample.p99()).isNaN();
        assertThat(sample.hitRatio()).isNaN();
    }

    @Test
    void eachServiceHasItsOwnRates() {
        metrics.recordCall("glance", "2xx", 1_000_000);
        metrics.recordCall("glance", "late", 1_000_000);
        metrics.recordCall("keystone", "4xx", 1_000_000);
        metrics.register(GaugeDefinition.EJECTED_ENDPOINTS, "glance", () -> 1);
        metrics.register(GaugeDefinition.IMAGES, () -> 7);

        History.Sample sample = history.sample();

        History.Service glance = sample.services().get("glance");
        assertThat(glance.errors() / glance.rate()).isCloseTo(0.5, within(1e-9));
        assertThat(sample.services().get("keystone").errors()).isZero();
        assertThat(sample.gauges())
                .containsEntry("vitrine.backend.endpoints.ejected.glance", 1.0)
                .containsEntry("vitrine.cache.images", 7.0);
    }

    @ParameterizedTest
    @CsvSource({"abandoned, 0", "over_budget, 0", "rejected, 1"})
    void aCallThatSaysNothingOfTheServiceIsNoneOfItsCalls(String outcome, double rejected) {
        metrics.recordCall("nova", "2xx", 1_000_000);
        metrics.recordCall("nova", "timeout", 1_000_000);
        metrics.recordCall("nova", outcome, 1_000_000);

        History.Service nova = history.sample().services().get("nova");

        assertThat(nova.errors() / nova.rate()).isCloseTo(0.5, within(1e-9));
        assertThat(nova.rejected() / nova.errors()).isCloseTo(rejected, within(1e-9));
    }

    @Test
    void onlyFifteenMinutesAreKept() {
        for (int i = 0; i < History.MAX_SAMPLES + 10; i++) {
            history.sample();
        }

        assertThat(history.samples()).hasSize(History.MAX_SAMPLES);
        assertThat(History.MAX_SAMPLES * History.INTERVAL.toSeconds()).isEqualTo(15 * 60);
    }
}

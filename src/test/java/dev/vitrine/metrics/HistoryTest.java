package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.CacheOutcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The last fifteen minutes, worked out of what is counted anyway. */
class HistoryTest {
    private final Metrics metrics = new Metrics();
    private final History history = new History(metrics);

    private void requests(int number, CacheOutcome cache, int status, long millis) {
        for (int i = 0; i < number; i++) {
            metrics.request("/images/{id}", "GET", status, cache, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    @Test
    void aPointTellsWhatHappenedSinceTheLastOne() {
        requests(1_000, CacheOutcome.HIT, 200, 9_000);
        history.sample();
        requests(60, CacheOutcome.HIT, 200, 1);
        requests(20, CacheOutcome.MISS, 200, 40);
        requests(10, CacheOutcome.JOINED, 503, 40);
        requests(10, CacheOutcome.BYPASS, 401, 1);

        History.Point point = history.sample();

        assertThat(point.hits()).isCloseTo(60.0 / 90, within(1e-9));
        assertThat(point.faults() / point.rate()).isCloseTo(0.1, within(1e-9));
        assertThat(point.joined() / point.rate()).isCloseTo(0.1, within(1e-9));
        assertThat(point.p50()).isBetween(0.0005, 0.001);
        assertThat(point.p95()).isBetween(0.025, 0.05);
        assertThat(point.rate()).isPositive();
    }

    @Test
    void aStepInWhichNothingHappenedHasNoLatencyAndNoRatio() {
        requests(10, CacheOutcome.HIT, 200, 1);
        history.sample();

        History.Point point = history.sample();

        assertThat(point.rate()).isZero();
        assertThat(point.p99()).isNaN();
        assertThat(point.hits()).isNaN();
    }

    @Test
    void servicesAreToldEachByItself() {
        metrics.call("glance", "2xx", 1_000_000);
        metrics.call("glance", "late", 1_000_000);
        metrics.call("keystone", "4xx", 1_000_000);
        metrics.watch(GaugeDefinition.LEFT_OUT, "glance", () -> 1);
        metrics.watch(GaugeDefinition.IMAGES, () -> 7);

        History.Point point = history.sample();

        History.Service glance = point.services().get("glance");
        assertThat(glance.errors() / glance.rate()).isCloseTo(0.5, within(1e-9));
        assertThat(point.services().get("keystone").errors()).isZero();
        assertThat(point.levels())
                .containsEntry("vitrine.backend.left.out.glance", 1.0)
                .containsEntry("vitrine.cache.images", 7.0);
    }

    @Test
    void onlyFifteenMinutesAreKept() {
        for (int i = 0; i < History.POINTS + 10; i++) {
            history.sample();
        }

        assertThat(history.points()).hasSize(History.POINTS);
        assertThat(History.POINTS * History.STEP.toSeconds()).isEqualTo(15 * 60);
    }
}

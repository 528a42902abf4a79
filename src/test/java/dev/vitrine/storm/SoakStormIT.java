package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All kinds of requests for a long time: all resources must be released. */
@Tag("storm")
@Tag("measured")
class SoakStormIT {
    private static final String[] PARANOID = {"-Xmx256m", "-Dio.netty.leakDetection.level=paranoid"};

    /**
     * The measurements at one moment.
     *
     * @param minutes since the start
     * @param heap bytes in use after a full collection
     * @param lag the maximum recent event loop lag, in seconds
     */
    private record Sample(double minutes, double heap, long threads, long descriptors, double lag) {}

    @Test
    void noResourceLeaks() throws Exception {
        StormCloud cloud = StormCloud.calm();
        String token = cloud.token();
        try (StormGateway gateway = StormGateway.startWith(cloud, PARANOID, "cache.fresh=2m")) {
            Storms.warm(gateway, cloud.asks(token));
            Load load = Load.start(gateway.port(), mixed(cloud, token), 8, Storms.number(200, 100));
            Duration time = Storms.seconds(40, 1_200);
            List<Sample> samples = samples(gateway, time);
            Answers answers = load.stop();
            List<Sample> half = samples.subList(samples.size() / 2, samples.size());
            double slope = slope(half) / (1 << 20);
            Storms.report("soak", answers);
            samples.forEach(sample -> Storms.report("sample", sample));
            Storms.report("slope of the live heap in MiB a minute", slope);

            assertThat(answers.wrong().all()).isEmpty();
            assertThat(gateway.log()).doesNotContain("LEAK").doesNotContain("has been blocked");
            assertThat(slope).isLessThan(1);
            assertThat(spread(half, Sample::threads)).isLessThanOrEqualTo(3);
            assertThat(spread(half, Sample::descriptors)).isLessThanOrEqualTo(20);
        }
    }

    private static List<Sample> samples(StormGateway gateway, Duration time) throws Exception {
        List<Sample> samples = new ArrayList<>();
        long start = System.nanoTime();
        Storms.wait(time.dividedBy(4));
        while (System.nanoTime() - start < time.toNanos()) {
            double lag = gateway.figure("vitrine_event_loop_lag_seconds_max");
            double heap = gateway.liveHeap();
            double minutes = (System.nanoTime() - start) / 6e10;
            samples.add(new Sample(minutes, heap, gateway.count("task"), gateway.count("fd"), lag));
            Storms.wait(Storms.seconds(3, 30));
        }
        return samples;
    }

    /** Hits, lists, XML, not found, rejected; and rarely a change. */
    private static List<Ask> mixed(StormCloud cloud, String token) {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < StormCloud.IMAGES; i++) {
            String image = cloud.path("/images/" + StormCloud.id(i));
            asks.add(Ask.get(image, token));
            asks.add(Ask.get(image + ".xml", token));
            asks.add(Ask.get(image, "no-such-token-" + i % 7).expecting(401));
            asks.add(Ask.get(cloud.path("/images/" + StormCloud.id(1_000_000 + i)), token)
                    .expecting(404));
            if (i % 50 == 0) {
                asks.add(Ask.get(cloud.path("/images/detail?limit=" + (1 + i / 50)), token));
                asks.add(Ask.get(cloud.path("/images/not-an-id"), token).expecting(404));
            }
            if (i % 500 == 0) {
                asks.add(Ask.of("POST", image + "/metadata", token, "{\"metadata\":{\"turn\":\"1\"}}"));
            }
        }
        return asks;
    }

    /** Returns the growth of the heap in bytes per minute, by least squares. */
    private static double slope(List<Sample> samples) {
        double x = samples.stream().mapToDouble(Sample::minutes).average().orElseThrow();
        double y = samples.stream().mapToDouble(Sample::heap).average().orElseThrow();
        double xy = samples.stream()
                .mapToDouble(sample -> (sample.minutes - x) * (sample.heap - y))
                .sum();
        double xx = samples.stream()
                .mapToDouble(sample -> (sample.minutes - x) * (sample.minutes - x))
                .sum();
        return xy / xx;
    }

    private static long spread(List<Sample> samples, ToLongFunction<Sample> figure) {
        var summary = samples.stream().mapToLong(figure).summaryStatistics();
        return summary.getMax() - summary.getMin();
    }
}

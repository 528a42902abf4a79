package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three times as many misses as Glance can answer. */
@Tag("storm")
@Tag("measured")
class OverloadStormIT {
    /** Nothing is remembered: every request is one for Glance. */
    private static final String[] FORGETFUL = {
        "cache.fresh=0s", "cache.stale=0s", "cache.outage=0s", "cache.outage-open=0s"
    };

    private static final Duration SETTLING = Duration.ofSeconds(2);

    @Test
    void underThreeTimesThePeakMostOfThePeakIsServedAndTheRestIsRefusedAtOnce() throws Exception {
        StormCloud cloud = StormCloud.calm();
        List<Ask> asks = cloud.asks(cloud.token());
        try (GatewayProcess gateway = GatewayProcess.start(cloud, FORGETFUL)) {
            Duration time = Storms.seconds(10, 60);
            run(gateway, asks, 16, 0, Duration.ofSeconds(5));
            double peak = run(gateway, asks, 16, 0, time).of(200).perSecond(time);
            long begun = System.nanoTime();
            Answers over = run(gateway, asks, 500, 3 * peak, time);
            double goodput = over.of(200).perSecond(time);
            Answers refused = over.of(503);
            // When all clients have connected, and the code of a refusal is compiled.
            Answers later = refused.between(begun + SETTLING.toNanos(), begun + time.toNanos());
            long ended = System.nanoTime();
            Load half = Load.start(gateway.port(), asks, 16, peak / 2);
            Storms.wait(Duration.ofSeconds(8));
            Answers after = half.stop();
            long recovered = ended + Duration.ofSeconds(5).toNanos();
            Storms.tell("peak a second", peak);
            Storms.tell("at three times the peak", over);
            Storms.tell("served a second", goodput);
            Storms.tell("refused", refused);
            Storms.tell("refused when all have connected", later);
            Storms.tell("of these, in 95 of 100", later.percentile(95));
            Storms.tell("after", after);

            assertThat(over.of(200).size() + refused.size()).isEqualTo(over.size());
            assertThat(goodput).isGreaterThanOrEqualTo(0.8 * peak);
            // One in twenty may meet a pause of a JVM's, or has to wait for one of the two processors, which Glance
            // has.
            assertThat(later.percentile(95)).isLessThan(Duration.ofMillis(10));
            assertThat(after.between(
                                    recovered, recovered + Duration.ofMinutes(1).toNanos())
                            .wrong()
                            .all())
                    .isEmpty();
        }
    }

    private static Answers run(GatewayProcess gateway, List<Ask> asks, int connections, double perSecond, Duration time)
            throws InterruptedException {
        Load load = Load.start(gateway.port(), asks, connections, perSecond);
        Storms.wait(time);
        return load.stop();
    }
}

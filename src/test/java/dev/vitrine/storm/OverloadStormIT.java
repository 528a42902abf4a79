package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three times as many misses as Glance can serve. */
@Tag("storm")
@Tag("measured")
class OverloadStormIT {
    /** Nothing is cached: every request is sent to Glance. */
    private static final String[] FORGETFUL = {
        "cache.fresh=0s",
        "cache.stale-while-revalidate=0s",
        "cache.stale-if-error=0s",
        "cache.stale-if-error-public=0s",
        "listen.access-log=true"
    };

    private static final Pattern REFUSED = Pattern.compile("\"status\":503,.*\"seconds\":([0-9.]+)");

    private static final Duration SETTLING = Duration.ofSeconds(2);

    @Test
    void underThreeTimesThePeakMostOfThePeakIsServedAndTheRestIsRejectedAtOnce() throws Exception {
        StormCloud cloud = StormCloud.calm();
        List<Ask> asks = cloud.asks(cloud.token());
        try (StormGateway gateway = StormGateway.start(cloud, FORGETFUL)) {
            Duration time = Storms.seconds(10, 60);
            run(gateway, asks, 16, 0, Duration.ofSeconds(5));
            double peak = run(gateway, asks, 16, 0, time).of(200).perSecond(time);
            long begun = System.nanoTime();
            Answers over = run(gateway, asks, 500, 3 * peak, time);
            double goodput = over.of(200).perSecond(time);
            Answers refused = over.of(503);
            // Before that 500 clients connect at once, and wait for each other and for the processors more than for us.
            Answers later = refused.between(begun + SETTLING.toNanos(), begun + time.toNanos());
            long ended = System.nanoTime();
            Load half = Load.start(gateway.port(), asks, 16, peak / 2);
            Storms.wait(Duration.ofSeconds(8));
            Answers after = half.stop();
            long recovered = ended + Duration.ofSeconds(5).toNanos();
            Storms.report("peak a second", peak);
            Storms.report("at three times the peak", over);
            Storms.report("served a second", goodput);
            Storms.report("refused", refused);
            Storms.report("refused when all have connected", later);
            Storms.report("of these, in 95 of 100", later.percentile(95));
            List<Double> own = refusalsByTheGatewaysClock(gateway);
            double share =
                    (double) own.stream().filter(seconds -> seconds < 0.01).count() / own.size();
            Storms.report("after", after);
            Storms.report("refused in 10 ms by the gateway's own clock, from the first second on", share);

            assertThat(over.of(200).size() + refused.size()).isEqualTo(over.size());
            assertThat(goodput).isGreaterThanOrEqualTo(0.8 * peak);
            // One in twenty may meet a pause of a JVM's, or has to wait for one of the two processors, which Glance
            // has.
            assertThat(later.percentile(95)).isLessThan(Duration.ofMillis(10));
            assertThat(own).hasSizeGreaterThan(refused.size() / 2);
            assertThat(share).isGreaterThan(0.98);
            assertThat(after.between(
                                    recovered, recovered + Duration.ofMinutes(1).toNanos())
                            .wrong()
                            .all())
                    .isEmpty();
        }
    }

    /** The time from the end of the request's headers to the response, in seconds. */
    private static List<Double> refusalsByTheGatewaysClock(StormGateway gateway) {
        return gateway.log()
                .lines()
                .map(REFUSED::matcher)
                .filter(Matcher::find)
                .map(refusal -> Double.valueOf(refusal.group(1)))
                .toList();
    }

    private static Answers run(StormGateway gateway, List<Ask> asks, int connections, double perSecond, Duration time)
            throws InterruptedException {
        Load load = Load.start(gateway.port(), asks, connections, perSecond);
        Storms.wait(time);
        return load.stop();
    }
}

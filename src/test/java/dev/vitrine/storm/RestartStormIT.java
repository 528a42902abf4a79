package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveProxy;
import dev.vitrine.testing.Http2Client;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances that restart, or are paused for a while. */
@Tag("storm")
class RestartStormIT {
    private static final String STALE = "vitrine_requests_total{cache=\"stale\"";

    @Test
    void noRequestFailsWhileTwoInstancesBehindAProxyRestartInTurn() throws Exception {
        StormCloud cloud = StormCloud.calm();
        try (StormGateway one = StormGateway.start(cloud, "cache.fresh=1m");
                StormGateway two = StormGateway.start(cloud, "cache.fresh=1m");
                LiveProxy proxy =
                        LiveProxy.start(Files.createTempDirectory("haproxy"), one.forProxy(), two.forProxy())) {
            List<Ask> asks = Storms.warm(one, cloud.asks(cloud.token()).subList(0, 100));
            Load load = Load.start(proxy.port(), asks, 16, 500);
            restart(one, two, Storms.number(3, 10));
            Answers answers = load.stop();
            Storms.report("rolling restart", answers);

            assertThat(answers.wrong().all()).isEmpty();
        }
    }

    private static void restart(StormGateway one, StormGateway two, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            StormGateway next = i % 2 == 0 ? one : two;
            assertThat(next.end()).as(next::log).isZero();
            next.start();
            // Two healthy checks, a second apart.
            Storms.wait(Duration.ofSeconds(3));
        }
    }

    @Test
    void noRequestFailsOverHttp2() throws Exception {
        StormCloud cloud = StormCloud.calm();
        String token = cloud.token();
        String[] settings = Http2Client.settings("cache.fresh=1m");
        try (StormGateway one = StormGateway.start(cloud, settings);
                StormGateway two = StormGateway.start(cloud, settings);
                LiveProxy proxy =
                        LiveProxy.overHttp2(Files.createTempDirectory("haproxy"), one.forProxy(), two.forProxy())) {
            String url = "http://127.0.0.1:" + proxy.port() + cloud.path("/images/" + StormCloud.id(0));
            try (H2load load = H2load.start(url, token, 4, 10, Storms.seconds(40, 180))) {
                restart(one, two, Storms.number(2, 10));
                assertThat(load.isAsking()).isTrue();
                H2load.Outcome outcome = load.end();
                Storms.report("rolling restart over HTTP/2", outcome);

                assertThat(outcome.failed()).isZero();
                assertThat(outcome.succeeded()).isPositive();
            }
        }
    }

    @Test
    void resumedInstanceRevalidatesBeforeItServes() throws Exception {
        StormCloud cloud = StormCloud.calm();
        List<Ask> asks = cloud.asks(cloud.token()).subList(0, 100);
        try (StormGateway gateway = StormGateway.start(cloud)) {
            List<Ask> old = Storms.warm(gateway, asks);
            double staleBefore = gateway.figure(STALE);
            gateway.signal("STOP");
            cloud.rename("changed");
            Storms.wait(Storms.seconds(12, 30));
            gateway.signal("CONT");
            Answers answers = Load.once(gateway.port(), asks, 4);
            // Those below may find what these have loaded stale by then, on a busy machine.
            double stale = gateway.figure(STALE) - staleBefore;
            Answers asBefore = Load.once(gateway.port(), old, 4);
            Storms.report("after a standstill", answers);

            assertThat(answers.wrong().all()).isEmpty();
            assertThat(stale).isZero();
            assertThat(asBefore.wrong().size()).isEqualTo(100);
        }
    }
}

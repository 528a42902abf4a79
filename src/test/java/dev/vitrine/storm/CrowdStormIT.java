package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.storm.SlowClients.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many clients at once that only occupy resources. */
@Tag("storm")
@Tag("measured")
class CrowdStormIT {
    private static final int CROWD = 2_000;

    /** The clients check once a second whether their connection was closed, if the machine is fast enough. */
    private static final Duration LOOK = Duration.ofMillis(1_500);

    @Test
    void connectionsOfTwoThousandSlowClientsAreClosedInTimeAndDoNotAffectOthers() throws Exception {
        StormCloud cloud = StormCloud.calm();
        String token = cloud.token();
        try (StormGateway gateway = StormGateway.start(cloud, "cache.fresh=1h")) {
            List<Ask> asks = Storms.warm(gateway, cloud.asks(token).subList(0, 100));
            String image = cloud.path("/images/" + StormCloud.id(0));
            SlowClients crowd = SlowClients.start(gateway.port(), CROWD, image, token);
            Load load = Load.start(gateway.port(), asks, 4, 50);
            Storms.wait(Storms.seconds(30, 60));
            double connections = gateway.figure("vitrine_connections ");
            double unsent = gateway.figure("vitrine_unsent_bytes ");
            Answers answers = load.stop();
            Map<Kind, Duration> longest = crowd.end();
            Storms.report("good ones", answers);
            Storms.report("connections, bytes that wait for clients", List.of(connections, unsent));
            Storms.report("cut off, and the longest lives", List.of(crowd.cutOff(), longest));

            assertThat(answers.wrong().all()).isEmpty();
            assertThat(answers.percentile(99)).isLessThan(Duration.ofMillis(100));
            assertThat(crowd.cutOff()).isGreaterThan(CROWD / 2);
            assertThat(longest.get(Kind.HEAD)).isLessThan(Duration.ofSeconds(10).plus(LOOK));
            assertThat(longest.get(Kind.BODY)).isLessThan(Duration.ofSeconds(15).plus(LOOK));
            assertThat(longest.get(Kind.ANSWERS)).isLessThan(Duration.ofSeconds(15));
        }
    }
}

package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of requests at once for many images that are not cached, while Glance takes its time. */
@Timeout(120)
class ColdCrowdIT {
    private static final int GLANCE_MILLIS = 1_500;
    private static final int IMAGES = 100;
    private static final int CONNECTIONS = 100;
    private static final int STREAMS = 100;

    private Vertx vertx;
    private Http2Client client;
    private TestGateway gateway;

    /** The gateway has one event loop, which is busy while it reads the requests; Glance has another one. */
    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
        client = new Http2Client();
        gateway = TestGateway.start(
                vertx, Http2Client.settings("cache.fresh=1m", "glance.timeout=25s", "glance.first-byte-timeout=20s"));
        gateway.glance.answerWith(request -> vertx.setTimer(GLANCE_MILLIS, late -> gateway.glance.pass(request)));
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void tenThousandRequestsForAHundredImagesMakeAHundredCallsAndAllAreServed() throws Exception {
        List<HttpClientConnection> connections = client.connect(gateway.port(), CONNECTIONS);
        // The gateway knows Glance's pace, and its own code has run.
        statuses(connections, paths("warm"));
        int before = gateway.imageCalls();

        List<Integer> statuses = statuses(connections, paths("cold"));

        assertThat(statuses).hasSize(CONNECTIONS * STREAMS).containsOnly(200);
        assertThat(gateway.imageCalls() - before).isEqualTo(IMAGES);
    }

    private List<String> paths(String kind) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            String id = String.format("%08x-0000-4000-8000-%012x", i, kind.hashCode());
            gateway.cloud.put(DemoImages.completed(DemoImages.active(id, "openstack", "private")));
            paths.add("/v2/openstack/images/" + id);
        }
        return paths;
    }

    /** Asks for all images as often as there are connections, all at once. */
    private List<Integer> statuses(List<HttpClientConnection> connections, List<String> paths) throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        for (HttpClientConnection connection : connections) {
            for (int i = 0; i < STREAMS; i++) {
                answers.add(client.send(connection, "demo", paths.get(i % paths.size()))
                        .compose(Http2Client.Sent::answer)
                        .map(Http2Client.Answer::status));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.await(60, TimeUnit.SECONDS));
        }
        return statuses;
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.Crowd;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.LoopProbe;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands who ask for one image at once, while Glance takes its time.
 *
 * <p>{@code -Dcoalescing.rounds=1000} has each crowd come so many times, each time for another image.
 */
class CoalescingIT {
    private static final Logger LOG = LoggerFactory.getLogger(CoalescingIT.class);
    private static final String OPENSTACK = "/v2/openstack/images/";

    /** A number of an image that no round reaches. */
    private static final int WARM_UP = 1 << 30;

    private static final int ROUNDS = Integer.getInteger("coalescing.rounds", 1);

    /** So that no timeout passes because the test is slow. */
    private static final String[] PATIENT = Http2Client.settings(
            "glance.first-byte-timeout=1m", "glance.timeout=1m", "glance.breaker=false", "cache.fresh=1m");

    private Vertx vertx;
    private Http2Client client;

    /** One event loop, to be looked at; the clients have another one. */
    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        client = new Http2Client();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private TestGateway gateway(String... settings) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, settings);
        warmUp(gateway);
        return gateway;
    }

    /** Code that never ran is slow: a crowd asks for an image that no test asks for. */
    private void warmUp(TestGateway gateway) throws Exception {
        List<HttpClientConnection> connections = client.connect(gateway.port(), 100);
        for (int round = 0; round < 2; round++) {
            Crowd.send(client, connections, "demo", newImage(gateway, WARM_UP + round))
                    .answers();
        }
        for (HttpClientConnection connection : connections) {
            connection.close().await(10, TimeUnit.SECONDS);
        }
    }

    private void warmUpFailures(TestGateway gateway) throws Exception {
        gateway.glance.answerWith(ending("500"));
        Crowd.send(
                        client,
                        client.connect(gateway.port(), 50),
                        "demo",
                        OPENSTACK + "00000009-0000-4000-8000-000000000000")
                .answers();
        gateway.glance.answerWith(null);
    }

    @Test
    void tenThousandRequestsAtOnceMakeOneCallAndDoNotBlockTheEventLoop() throws Exception {
        TestGateway gateway = gateway(PATIENT);
        List<HttpClientConnection> connections = client.connect(gateway.port(), 100);
        for (int round = 0; round < ROUNDS; round++) {
            askAtOnce(gateway, connections, newImage(gateway, round));
        }
    }

    private void askAtOnce(TestGateway gateway, List<HttpClientConnection> connections, String path) throws Exception {
        int before = gateway.imageCalls();
        gateway.glance.hold();
        Crowd crowd = Crowd.send(client, connections, "demo", path);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        LoopProbe probe = LoopProbe.start(vertx);
        long released = System.nanoTime();
        gateway.glance.release();
        List<Http2Client.Answer> answers = crowd.answers();
        probe.stop();

        tell(crowd, released);
        LOG.info(
                "a task waited while the event loop worked for {} ms; a timer was {} ms late",
                probe.tasks().toMillis(),
                probe.timers().toMillis());
        assertThat(answers)
                .hasSize(10_000)
                .extracting(Http2Client.Answer::status)
                .containsOnly(200);
        assertThat(gateway.imageCalls() - before).isEqualTo(1);
        assertThat(probe.tasks()).isLessThan(Duration.ofMillis(50));
    }

    /** Returns the path of an image that was not requested yet. */
    private static String newImage(TestGateway gateway, int number) {
        String id = String.format("%08x-0000-4000-8000-00000000cafe", number);
        gateway.cloud.put(DemoImages.completed(DemoImages.active(id, "openstack", "private")));
        return OPENSTACK + id;
    }

    /** A call that got no answer is tried once more; one that failed is not. */
    @ParameterizedTest
    @CsvSource({"500, 1", "reset, 2"})
    void whenGlanceFailsTenThousandGetTheFailureWithoutCallsOfTheirOwn(String end, int calls) throws Exception {
        TestGateway gateway = gateway(PATIENT);
        gateway.glance.answerWith(ending(end));
        List<HttpClientConnection> connections = client.connect(gateway.port(), 100);
        for (int round = 0; round < ROUNDS; round++) {
            failAtOnce(gateway, connections, newImage(gateway, round), calls);
        }
    }

    private void failAtOnce(TestGateway gateway, List<HttpClientConnection> connections, String path, int calls)
            throws Exception {
        int before = gateway.imageCalls();
        gateway.glance.hold();
        Crowd crowd = Crowd.send(client, connections, "demo", path);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        long released = System.nanoTime();
        gateway.glance.release();
        List<Http2Client.Answer> answers = crowd.answers();

        tell(crowd, released);
        assertThat(answers)
                .hasSize(10_000)
                .extracting(Http2Client.Answer::status)
                .containsOnly(503);
        assertThat(gateway.imageCalls() - before).isEqualTo(calls);
        assertThat(crowd.percentile(100, released)).isLessThan(Duration.ofSeconds(5));
    }

    private static Handler<HttpServerRequest> ending(String end) {
        return end.equals("reset")
                ? request -> request.connection().close()
                : request -> request.response().setStatusCode(500).end();
    }

    @Test
    void clientThatDisconnectsDuringItsLoadAffectsNoOtherWaiter() throws Exception {
        TestGateway gateway = gateway(PATIENT);
        List<HttpClientConnection> connections = client.connect(gateway.port(), 10);
        for (int round = 0; round < ROUNDS; round++) {
            leave(gateway, connections, newImage(gateway, round));
        }
    }

    private void leave(TestGateway gateway, List<HttpClientConnection> connections, String path) throws Exception {
        int before = gateway.imageCalls();
        HttpClientConnection leaver = client.connect(gateway.port(), 1).get(0);
        gateway.glance.hold();
        client.send(leaver, "demo", path).await(10, TimeUnit.SECONDS);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        Crowd crowd = Crowd.send(client, connections, "demo", path);

        leaver.close().await(10, TimeUnit.SECONDS);
        // The second answer comes from a later turn of the loop than the first, in which it saw that the client left.
        client.read(connections.get(0)).await(10, TimeUnit.SECONDS);
        client.read(connections.get(0)).await(10, TimeUnit.SECONDS);
        gateway.glance.release();

        assertThat(crowd.answers())
                .hasSize(1_000)
                .extracting(Http2Client.Answer::status)
                .containsOnly(200);
        assertThat(gateway.imageCalls() - before).isEqualTo(1);
    }

    @Test
    void fiveThousandWaitersForAGlanceThatHangsAreReleasedInTime() throws Exception {
        TestGateway gateway = gateway(
                Http2Client.settings("glance.first-byte-timeout=5s", "glance.timeout=5s", "glance.breaker=false"));
        warmUpFailures(gateway);
        List<HttpClientConnection> connections = client.connect(gateway.port(), 50);
        for (int round = 0; round < ROUNDS; round++) {
            waitInVain(gateway, connections, newImage(gateway, round));
            gateway.glance.release();
        }
    }

    private void waitInVain(TestGateway gateway, List<HttpClientConnection> connections, String path) throws Exception {
        int before = gateway.imageCalls();
        gateway.glance.hold();

        Crowd crowd = Crowd.send(client, connections, "demo", path);

        assertThat(crowd.answers())
                .hasSize(5_000)
                .extracting(Http2Client.Answer::status)
                .containsOnly(503);
        LOG.info("the one who waited longest did so for {} ms", crowd.longest().toMillis());
        // That no waiter waits for a second call is a matter of order; how soon all are released, of the machine.
        assertThat(crowd.longest()).isLessThan(Duration.ofSeconds(10));
        assertThat(gateway.imageCalls() - before).isEqualTo(1);
    }

    private static void tell(Crowd crowd, long releasedNanos) throws Exception {
        LOG.info(
                "after Glance's answer, half of them had theirs in {} ms, 99 of 100 in {} ms, all in {} ms",
                crowd.percentile(50, releasedNanos).toMillis(),
                crowd.percentile(99, releasedNanos).toMillis(),
                crowd.percentile(100, releasedNanos).toMillis());
    }
}

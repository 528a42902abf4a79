package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.Crowd;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request takes while it waits is counted by the byte budget, its head too: in its project's share, or its address's. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class WaitingRequestsIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final String OTHERS = "/v2/other/images/" + TestGateway.PUBLIC_IMAGE;
    private static final int LAST = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    /** Three quarters of a MiB have room for so many of 4 KiB and a little. */
    private static final int MOST = 192;

    private final List<RawHttp2> open = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (RawHttp2 connection : open) {
            connection.close();
        }
    }

    /** Sends so many requests on each of several connections; returns when the gateway has read them. */
    private int refused(TestGateway gateway, int connections, int streams, byte[] head) throws IOException {
        int refused = 0;
        for (int i = 0; i < connections; i++) {
            RawHttp2 connection = RawHttp2.open(gateway.port());
            open.add(connection);
            for (int j = 0; j < streams; j++) {
                connection.send(RawHttp2.HEADERS, LAST, 2 * j + 1, head);
            }
            connection.send(RawHttp2.PING, 0, 0, new byte[8]);
            for (RawHttp2.Frame frame = connection.next(); frame.type() != RawHttp2.PING; frame = connection.next()) {
                refused += frame.ends() ? 1 : 0;
            }
        }
        return refused;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/openstack/images/" + TestGateway.FAKEIMAGE7,
        "GET, /v2/openstack/images/detail",
        "HEAD, /v2/openstack/images"
    })
    void thoseWhoWaitForOneLoadAreCountedInTheShareOfTheirProject(String method, String path, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.byte-budget=1MiB"));
        isServed(gateway, "demo", "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE);
        isServed(gateway, "other", "/v2/other/images/none");
        gateway.glance.hold(request -> !request.path().endsWith(TestGateway.PUBLIC_IMAGE));

        int refused = refused(gateway, 3, 100, RawHttp2.request(method, path));
        boolean other = isServed(gateway, "other", OTHERS);
        gateway.glance.release();

        assertThat(refused).isBetween(300 - MOST, 300 - MOST * 9 / 10);
        assertThat(other).isTrue();
        for (RawHttp2 connection : open) {
            connection.send(RawHttp2.PING, 0, 0, new byte[8]);
        }
        awaitNothingHeld(gateway);
    }

    @Test
    void longHeadsTakeMoreOfIt(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.byte-budget=1MiB"));
        isServed(gateway, "demo", "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE);
        gateway.glance.hold();

        int refused = refused(gateway, 1, 100, RawHttp2.request("GET", IMAGE, "x-pad", "x".repeat(12_000)));
        gateway.glance.release();

        assertThat(refused).isBetween(48, 58);
        awaitNothingHeld(gateway);
    }

    /** Before their tokens are known they count by the client's address. */
    @Test
    void thoseWhoseTokenIsBeingValidatedAreCountedToo(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.byte-budget=1MiB"));
        isServed(gateway, "demo", IMAGE);
        gateway.keystone.hold(request -> "nonsense".equals(request.getHeader("X-Subject-Token")));

        int refused = refused(gateway, 3, 100, RawHttp2.requestOf("nonsense", "GET", IMAGE));
        boolean hit = isServed(gateway, "demo", IMAGE);
        boolean cachedToken = isServed(gateway, "demo", IMAGES);
        gateway.keystone.release();

        assertThat(refused).isBetween(300 - MOST, 300 - MOST * 9 / 10);
        assertThat(hit).isTrue();
        assertThat(cachedToken).isTrue();
        awaitNothingHeld(gateway);
    }

    @Test
    void changesThatWaitForTheirTurnAreCountedAndOneThatIsRefusedIsNotMade(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.byte-budget=1MiB"));
        isServed(gateway, "demo", IMAGE);
        gateway.glance.hold();

        int refused = refused(gateway, 1, 60, RawHttp2.request("DELETE", IMAGE, "x-pad", "x".repeat(12_000)));
        gateway.glance.release();

        assertThat(refused).isBetween(8, 16);
        awaitNothingHeld(gateway);
        assertThat(gateway.glance.calls("DELETE")).isEqualTo(60 - refused);
    }

    /** The other side: what a small heap has room for is not refused. */
    @Test
    void tenThousandOfOneProjectWaitInAHeapOf256MiB(Vertx vertx) throws Exception {
        DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
        ScriptedService keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
        ScriptedService glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        Http2Client client = new Http2Client();
        String[] settings = Http2Client.settings("glance.first-byte-timeout=1m", "glance.timeout=1m");
        try (ChildGateway gateway = ChildGateway.start("-Xmx256m", keystone.url(), glance.url(), settings)) {
            List<HttpClientConnection> connections = client.connect(gateway.port(), 100);
            Crowd.send(client, connections.subList(0, 1), "demo", IMAGES).answers();
            glance.hold();
            Crowd crowd = Crowd.send(client, connections, "demo", IMAGE);
            glance.arrived().await(10, TimeUnit.SECONDS);
            glance.release();

            assertThat(crowd.answers())
                    .hasSize(10_000)
                    .extracting(Http2Client.Answer::status)
                    .containsOnly(200);
            assertThat(gateway.isAlive()).as(gateway.log()).isTrue();
        } finally {
            client.stop();
        }
    }

    private static boolean isServed(TestGateway gateway, String token, String path) throws Exception {
        Http2Client client = new Http2Client();
        try {
            return client.send(client.connect(gateway.port(), 1).get(0), token, path)
                            .compose(Http2Client.Sent::answer)
                            .await(10, TimeUnit.SECONDS)
                            .status()
                    == 200;
        } finally {
            client.stop();
        }
    }

    private static void awaitNothingHeld(TestGateway gateway) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!gateway.metrics().contains("vitrine_budget_bytes 0.0") && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(gateway.metrics()).contains("vitrine_budget_bytes 0.0");
    }
}

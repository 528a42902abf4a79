package dev.vitrine.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Glance that does not answer is ejected, and taken back. */
@ExtendWith(VertxExtension.class)
class CircuitBreakerIT {
    private static final Handler<HttpServerRequest> BUSY =
            request -> request.response().setStatusCode(503).end();

    private final ManualClocks clock = new ManualClocks();

    private static String image(int number) {
        return "/v2/openstack/images/" + String.format("%08d-0000-4000-8000-00000000cafe", number);
    }

    private TestGateway failing(Vertx vertx, Handler<HttpServerRequest> answer) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, clock.time(), "cache.fresh=1s", "cache.stale-while-revalidate=0s");
        gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7);
        clock.pass(Duration.ofSeconds(2));
        gateway.glance.answerWith(answer);
        for (int i = 0; i < 5; i++) {
            assertThat(gateway.get("demo", image(i)).status()).isEqualTo(503);
        }
        return gateway;
    }

    @Test
    void whileItIsEjectedWhatIsCachedIsServedAndTheRestIsA503WithoutACall(Vertx vertx) throws Exception {
        TestGateway gateway = failing(vertx, BUSY);
        int calls = gateway.imageCalls();

        RawHttp.Answer missed = gateway.get("demo", image(9));
        RawHttp.Answer cached = gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7);
        RawHttp.Answer changed = gateway.write(
                "demo",
                "POST",
                "/v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata",
                "application/json",
                "{\"metadata\":{\"a\":\"b\"}}");

        assertThat(missed.status()).isEqualTo(503);
        assertThat(cached.status()).isEqualTo(200);
        assertThat(changed.status()).isEqualTo(503);
        assertThat(gateway.imageCalls()).isEqualTo(calls);
        assertThat(gateway.metrics())
                .contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 1.0")
                .contains("vitrine_backend_calls_total{outcome=\"circuit_open\",service=\"glance\"}");
    }

    @Test
    void afterAWhileOneCallTriesItAndAllAreAnsweredAgain(Vertx vertx) throws Exception {
        TestGateway gateway = failing(vertx, BUSY);
        gateway.glance.answerWith(null);

        clock.pass(Duration.ofSeconds(5));

        assertThat(gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.get("demo", image(9)).status()).isEqualTo(404);
    }

    /** Glance may take long for a list, and all would wait for it. */
    @Test
    void afterAWhileNoOneWaitsForTheListThatTriesIt(Vertx vertx) throws Exception {
        TestGateway gateway = failing(vertx, BUSY);
        gateway.glance.answerWith(null);
        gateway.glance.hold(request -> request.path().equals("/v2/images"));
        clock.pass(Duration.ofSeconds(5));

        Future<Integer> list = Requests.send(vertx, gateway.port(), "/v2/openstack/images", "demo", 1)
                .get(0);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        int image = gateway.get("demo", image(9)).status();
        gateway.glance.release();

        assertThat(image).isEqualTo(404);
        assertThat(list.await(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void aListDoesNotEndTheWaitForAServiceThatIsStillBusy(Vertx vertx) throws Exception {
        TestGateway gateway = failing(vertx, BUSY);
        clock.pass(Duration.ofSeconds(5));

        assertThat(gateway.get("demo", "/v2/openstack/images").status()).isEqualTo(503);

        assertThat(gateway.glance.asked()).noneMatch(line -> line.startsWith("GET /v2/images?"));
        assertThat(gateway.metrics()).contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 1.0");
    }

    /** A client with an image that Glance cannot show must not eject Glance for all clients. */
    @Test
    void anImageThatGlanceCannotShowEjectsItForNoOne(Vertx vertx) throws Exception {
        TestGateway gateway =
                failing(vertx, request -> request.response().setStatusCode(500).end());
        gateway.glance.answerWith(null);

        assertThat(gateway.get("demo", image(9)).status()).isEqualTo(404);
    }

    /** Some clients' images, and lists, take Glance longer than the timeout, several at once. */
    @Test
    void callsThatTakeTooLongEjectItForNoOneWhileOthersAreAnswered(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                Http2Client.settings(
                        "glance.first-byte-timeout=500ms", "glance.timeout=500ms", "cache.negative-ttl=0s"));
        Http2Client client = new Http2Client();
        List<HttpClientConnection> connections = client.connect(gateway.port(), 2);
        assertThat(image(client, connections.get(1), 0)).isEqualTo(404);
        gateway.glance.hold(request -> request.uri().endsWith("cafe"));

        List<Future<Integer>> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slow.add(status(client, connections.get(0), "demo", image(i)));
        }
        gateway.glance.held(10).await(10, TimeUnit.SECONDS);
        assertThat(image(client, connections.get(1), 1)).isEqualTo(404);
        for (Future<Integer> each : slow) {
            assertThat(each.await(10, TimeUnit.SECONDS)).isEqualTo(503);
        }

        assertThat(image(client, connections.get(1), 2)).isEqualTo(404);
        assertThat(gateway.metrics()).contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 0.0");
        client.stop();
    }

    private static int image(Http2Client client, HttpClientConnection connection, int number) throws Exception {
        String path = image(number).replace("/openstack/", "/other/").replace("cafe", "beef");
        return status(client, connection, "other", path).await(10, TimeUnit.SECONDS);
    }

    private static Future<Integer> status(
            Http2Client client, HttpClientConnection connection, String token, String path) {
        return client.send(connection, token, path)
                .compose(Http2Client.Sent::answer)
                .map(Http2Client.Answer::status);
    }

    @Test
    void refusalsAreNoFailures(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time(), "cache.negative-ttl=0s");
        for (int i = 0; i < 10; i++) {
            assertThat(gateway.get("demo", image(i)).status()).isEqualTo(404);
        }

        assertThat(gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7)
                        .status())
                .isEqualTo(200);
    }
}

package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server-sent events of the dashboard. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class EventStreamIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    /** A subscriber that reads events as they come. */
    private static final class Subscriber implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Subscriber(TestGateway gateway) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), gateway.managementPort());
            socket.getOutputStream().write("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        String status() throws IOException {
            return lines.readLine();
        }

        /** Returns the document of the next event of that name. */
        String next(String event) throws IOException {
            String line = lines.readLine();
            while (!line.equals("event: " + event)) {
                line = lines.readLine();
            }
            return lines.readLine().substring("data: ".length());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aSubscriberGetsTheHistoryAndThenEachSample(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        try (Subscriber subscriber = new Subscriber(gateway)) {
            assertThat(subscriber.status()).contains("200");
            new JsonArray(subscriber.next("history"));
            gateway.get("demo", IMAGE);
            gateway.get("demo", IMAGE);

            JsonObject sample = new JsonObject(subscriber.next("sample"));
            while (sample.getDouble("rate") == 0) {
                sample = new JsonObject(subscriber.next("sample"));
            }

            assertThat(sample.getDouble("faults")).isZero();
            assertThat(sample.getJsonObject("gauges").fieldNames()).contains("machine.cpu", "machine.heap");
            assertThat(sample.getDouble("p50")).isPositive();
            assertThat(sample.getJsonObject("services").getJsonObject("glance").getDouble("rate"))
                    .isPositive();
            assertThat(sample.getJsonObject("gauges").getDouble("vitrine.cache.images"))
                    .isEqualTo(1);
        }
        try (Subscriber later = new Subscriber(gateway)) {
            assertThat(new JsonArray(later.next("history")).size()).isPositive();
        }
    }

    @Test
    void samplesHaveTheOutcomesAndTheSizeOfListsBesideThoseOfImages(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        try (Subscriber subscriber = new Subscriber(gateway)) {
            subscriber.next("history");
            gateway.get("demo", IMAGE);
            gateway.get("demo", "/v2/openstack/images");
            gateway.get("demo", "/v2/openstack/images/detail");
            gateway.get("demo", "/v2/openstack/images/detail");

            JsonObject sample = new JsonObject(subscriber.next("sample"));
            JsonObject lists = new JsonObject();
            JsonObject images = new JsonObject();
            while (sample.getJsonObject("gauges").getDouble("vitrine.cache.lists") < 2
                    || sample.getDouble("rate") > 0) {
                lists.mergeIn(sample.getJsonObject("outcomes").getJsonObject("lists"));
                images.mergeIn(sample.getJsonObject("outcomes").getJsonObject("images"));
                sample = new JsonObject(subscriber.next("sample"));
            }

            assertThat(lists.fieldNames()).containsExactlyInAnyOrder("miss", "hit");
            assertThat(images.fieldNames()).containsExactly("miss");
            JsonObject gauges = sample.getJsonObject("gauges");
            assertThat(gauges.getDouble("vitrine.cache.list.bytes"))
                    .isBetween(1.0, gauges.getDouble("vitrine.cache.list.max.bytes"));
            assertThat(gauges.getDouble("vitrine.cache.image.bytes"))
                    .isBetween(1.0, gauges.getDouble("vitrine.cache.image.max.bytes"));
            assertThat(gauges.getDouble("vitrine.cache.list.waiting")).isZero();
        }
    }

    @Test
    void recentFaultsAreListedWithTheirRequestIds(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(503).end());
        String id = gateway.get("demo", IMAGE).header("x-openstack-request-id");

        try (Subscriber subscriber = new Subscriber(gateway)) {
            JsonObject state = new JsonObject(subscriber.next("state"));

            JsonObject fault = state.getJsonArray("faults").getJsonObject(0);
            assertThat(fault.getString("id")).isEqualTo(id);
            assertThat(fault.getInteger("status")).isEqualTo(503);
            assertThat(fault.getString("route")).isEqualTo("/images/{id}");
            assertThat(problems(state)).doesNotContain("not-ready");
        }
    }

    @Test
    void eachStateNamesTheGatewayAndHowEachEndpointIs(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:1");
        gateway.get("demo", IMAGE);
        try (Subscriber subscriber = new Subscriber(gateway)) {
            JsonObject state = new JsonObject(subscriber.next("state"));
            while (endpoint(state, "glance").getString("failure") == null) {
                state = new JsonObject(subscriber.next("state"));
            }

            assertThat(state.getString("address")).endsWith(":" + gateway.port());
            assertThat(endpoint(state, "glance").getString("address")).isEqualTo("http://127.0.0.1:1");
            assertThat(endpoint(state, "glance").getString("failure")).contains("connection refused");
            assertThat(endpoint(state, "keystone").getString("failure")).isNull();
        }
    }

    private static JsonObject endpoint(JsonObject state, String service) {
        JsonObject all = state.getJsonObject("services").getJsonObject(service, new JsonObject());
        return all.getJsonArray("endpoints", new JsonArray().add(new JsonObject()))
                .getJsonObject(0);
    }

    private static List<String> problems(JsonObject state) {
        return state.getJsonObject("status").getJsonArray("problems").stream()
                .map(problem -> ((JsonObject) problem).getString("kind"))
                .toList();
    }

    @Test
    void theStatusIsReportedWithItsReason(Vertx vertx, @TempDir Path folder) throws Exception {
        String password =
                Files.writeString(folder.resolve("password"), "s3cret").toString();
        TestGateway gateway =
                TestGateway.start(vertx, "events.brokers=127.0.0.1:1", "events.password-file=" + password);

        try (Subscriber subscriber = new Subscriber(gateway)) {
            JsonObject state = new JsonObject(subscriber.next("state"));

            while (problems(state).isEmpty()) {
                state = new JsonObject(subscriber.next("state"));
            }

            assertThat(problems(state)).containsExactly("notifications");
            assertThat(state.getJsonObject("status").getString("headline"))
                    .isEqualTo(
                            "Glance's notifications do not arrive: the broker is not connected (127.0.0.1:1: ConnectException: Connection refused).");
        }
    }

    @Test
    void whatWasWrongStaysInTheStatusHistory(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(503).end());
        try (Subscriber subscriber = new Subscriber(gateway)) {
            gateway.get("demo", IMAGE);
            JsonObject state = new JsonObject(subscriber.next("state"));
            while (!problems(state).contains("endpoint")) {
                state = new JsonObject(subscriber.next("state"));
            }
            assertThat(wrong(state.getJsonArray("periods"))).contains("endpoint");
        }
        try (Subscriber later = new Subscriber(gateway)) {
            assertThat(wrong(new JsonArray(later.next("periods")))).contains("endpoint");
        }

        JsonObject history =
                new JsonObject(RawHttp.send(gateway.managementPort(), "GET", "/status/history", "Host: localhost")
                        .body());

        assertThat(history.getInteger("period_seconds")).isEqualTo(5);
        assertThat(wrong(history.getJsonArray("periods"))).contains("endpoint");
    }

    private static List<String> wrong(JsonArray periods) {
        return periods.stream()
                .flatMap(period -> ((JsonObject) period).getJsonArray("problems").stream())
                .map(problem -> ((JsonObject) problem).getString("kind"))
                .toList();
    }

    @Test
    void atMostSixteenSubscribeAndOneThatLeavesMakesRoom(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        List<Subscriber> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Subscriber subscriber = new Subscriber(gateway);
            all.add(subscriber);
            assertThat(subscriber.status()).contains("200");
        }

        try (Subscriber tooMany = new Subscriber(gateway)) {
            assertThat(tooMany.status()).contains("503");
        }
        for (Subscriber subscriber : all) {
            subscriber.close();
        }
        String status = "";
        while (!status.contains("200")) {
            try (Subscriber again = new Subscriber(gateway)) {
                status = again.status();
            }
        }
    }

    @Test
    void onlyGetSubscribes(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(RawHttp.send(gateway.managementPort(), "HEAD", "/live", "Host: localhost")
                        .status())
                .isEqualTo(405);
    }

    @Test
    void thePageMayFetchFromItsOwnOriginOnly(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer page = RawHttp.send(gateway.managementPort(), "GET", "/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .matches("default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'; style-src 'sha256-\\S+'; script-src 'sha256-\\S+'");
        assertThat(page.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://", "https://", "src=");
    }
}

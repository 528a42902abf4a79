package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests whose body never comes: they take the places of others as little as they take Glance's time. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class AwaitedBodyIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final String JSON = "application/json";
    private static final String BODY = "{\"metadata\":{\"k\":\"v\"}}";
    private static final String ITEM = "{\"meta\":{\"k\":\"v\"}}";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void hangUp() throws Exception {
        for (AutoCloseable connection : open) {
            connection.close();
        }
    }

    /** Opens a connection of HTTP/2 with so many requests without their bodies; returns when the gateway has read them. */
    private RawHttp2 withoutBodies(TestGateway gateway, int number, String method, String path, String token)
            throws IOException {
        RawHttp2 connection = RawHttp2.open(gateway.port());
        open.add(connection);
        byte[] head = RawHttp2.requestOf(token, method, path, "content-type", JSON, "content-length", "20");
        for (int i = 0; i < number; i++) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, head);
        }
        connection.send(RawHttp2.PING, 0, 0, new byte[8]);
        return connection;
    }

    /** Returns how many streams ended with a response, by the time at which the gateway has read the last frame. */
    private static int answered(RawHttp2 connection) throws IOException {
        int answers = 0;
        for (RawHttp2.Frame frame = connection.next(); frame != null; frame = connection.next()) {
            if (frame.type() == RawHttp2.PING) {
                return answers;
            }
            answers += frame.ends() ? 1 : 0;
        }
        throw new IOException("connection ended");
    }

    private HttpResponse<Buffer> send(Vertx vertx, TestGateway gateway, HttpMethod method, String path, String body)
            throws Exception {
        return WebClient.create(vertx, new WebClientOptions().setSsl(true).setTrustOptions(Http2Client.trust()))
                .request(method, gateway.port(), "localhost", path)
                .putHeader("X-Auth-Token", "demo")
                .putHeader("Content-Type", JSON)
                .sendBuffer(Buffer.buffer(body))
                .await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "21, 100, PUT, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata/k, demo, 2000",
        "2, 100, PUT, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata, demo, 50",
        "2, 100, POST, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata, admin, 50",
        "2, 100, POST, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata, nonsense, 50",
        "2, 100, DELETE, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata/none, nonsense, 50",
        "2, 100, PUT, /v2/openstack/images/nothing/metadata/k, demo, 50",
    })
    void overHttp2TheyKeepNothingFromOthers(
            int connections, int streams, String method, String path, String token, int maxRequests, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-requests=" + maxRequests));
        for (int i = 0; i < connections; i++) {
            answered(withoutBodies(gateway, streams, method, path, token));
        }

        assertThat(send(vertx, gateway, HttpMethod.GET, IMAGE, "").statusCode()).isEqualTo(200);
        assertThat(send(vertx, gateway, HttpMethod.GET, IMAGES, "").statusCode())
                .isEqualTo(200);
        assertThat(send(vertx, gateway, HttpMethod.POST, IMAGE + "/metadata", BODY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(vertx, gateway, HttpMethod.PUT, IMAGE + "/metadata/k", ITEM)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(vertx, gateway, HttpMethod.GET, IMAGES + "/" + UUID.randomUUID(), "")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /metadata, demo, Content-Length: 20",
        "POST, /metadata, demo, Transfer-Encoding: chunked",
        "PUT, /metadata/k, admin, Transfer-Encoding: chunked",
        "PUT, /metadata/k, nonsense, Content-Length: 20",
    })
    void overHttp1TheyKeepNothingFromOthers(String method, String suffix, String token, String length, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-requests=40");
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            open.add(socket);
            String head = method + " " + IMAGE + suffix + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + token
                    + "\r\nContent-Type: application/json\r\n" + length + "\r\nExpect: 100-continue\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            // The 100, or a refusal: the gateway awaits the body, or does not.
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        assertThat(gateway.get("demo", IMAGES).status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.write("demo", "POST", IMAGE + "/metadata", JSON, BODY)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.metrics()).contains("vitrine_requests_active 0.0");
    }

    @Test
    void oneConnectionAwaitsThirtyTwoAndTheOldestGiveWay(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        RawHttp2 connection = withoutBodies(gateway, 100, "PUT", IMAGE + "/metadata/k", "demo");

        int answers = answered(connection);
        while (answers < 100 - AwaitedBodies.MAX_PER_CONNECTION) {
            RawHttp2.Frame frame = connection.next();
            answers += frame.ends() ? 1 : 0;
        }

        assertThat(gateway.metrics())
                .contains("vitrine_requests_awaiting_body 32.0", "vitrine_requests_awaiting_body_refused_total 68.0")
                .contains("vitrine_requests_active 0.0");
    }

    /** The request was admitted before, and gave its place back for as long as its body took. */
    @Test
    void aRequestWhoseBodyHasComeIsShedIfThereIsNoPlaceForItThen(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-requests=1");
        gateway.get("demo", IMAGE);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write(("PUT " + IMAGE
                                    + "/metadata HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: demo\r\n"
                                    + "Content-Type: application/json\r\nAccept: application/xml\r\nExpect: 100-continue\r\n"
                                    + "Content-Length: " + BODY.length() + "\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(socket.getInputStream().readNBytes(25))
                    .asString(US_ASCII)
                    .startsWith("HTTP/1.1 100 ");
            gateway.glance.hold();
            CompletableFuture<RawHttp.Answer> list = CompletableFuture.supplyAsync(() -> list(gateway));
            gateway.glance.arrived().await(10, TimeUnit.SECONDS);

            socket.getOutputStream().write(BODY.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            gateway.glance.release();

            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("<serviceUnavailable ");
            assertThat(list.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            assertThat(gateway.glance.calls("PATCH")).isZero();
        }
        assertThat(gateway.metrics()).contains("vitrine_requests_active 0.0", "vitrine_requests_awaiting_body 0.0");
    }

    private static RawHttp.Answer list(TestGateway gateway) {
        try {
            return gateway.get("demo", IMAGES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

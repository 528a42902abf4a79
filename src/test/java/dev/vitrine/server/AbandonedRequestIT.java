package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
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

/** Requests that clients take back while they wait for their turn: by a reset (CVE-2023-44487), or by closing the connection. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class AbandonedRequestIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final int CANCEL = 8;
    private static final int REQUESTS = 50;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void hangUp() throws Exception {
        for (AutoCloseable connection : open) {
            connection.close();
        }
    }

    /** Glance and Keystone take one call at a time. */
    private static TestGateway start(Vertx vertx, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(more));
        for (String service : List.of("glance", "keystone-authtoken")) {
            settings.add(service + ".max-connections=1");
            settings.add(service + ".min-calls=1");
        }
        return TestGateway.start(vertx, settings.toArray(String[]::new));
    }

    /** Holds Glance with a list, without TLS. */
    private static CompletableFuture<RawHttp.Answer> occupy(TestGateway gateway) throws Exception {
        gateway.glance.hold();
        CompletableFuture<RawHttp.Answer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return RawHttp.send(gateway.port(), "GET", IMAGES, "X-Auth-Token: demo");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        return answer;
    }

    private RawHttp2 open(TestGateway gateway) throws IOException {
        RawHttp2 connection = RawHttp2.open(gateway.port());
        open.add(connection);
        return connection;
    }

    private static byte[] head(String method, String path, String token) {
        return RawHttp2.block(
                ":method", method, ":scheme", "https", ":path", path, ":authority", "localhost", "x-auth-token", token);
    }

    private static void send(RawHttp2 connection, int stream, byte[] head) throws IOException {
        connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head);
    }

    private static void reset(RawHttp2 connection, int stream) throws IOException {
        connection.send(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(CANCEL));
    }

    /** Returns when the gateway has read all that was sent. */
    private static void flush(RawHttp2 connection) throws IOException {
        connection.send(RawHttp2.PING, 0, 0, new byte[8]);
        RawHttp2.Frame frame = connection.next();
        while (frame.type() != RawHttp2.PING) {
            frame = connection.next();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/openstack/images/%1$s",
        "HEAD, /v2/openstack/images/%1$s",
        "GET, /v2/openstack/images/%1$s/metadata",
        "GET, /v1.1/openstack/images/%1$s/metadata/k",
        "GET, /v2/openstack/images?limit=%2$d",
        "GET, /v2/openstack/images/detail?limit=%2$d",
        "DELETE, /v2/openstack/images/%1$s",
        "DELETE, /v2/openstack/images/%1$s/metadata/k",
    })
    void whatIsResetBeforeItIsSentIsNotSent(String method, String path, Vertx vertx) throws Exception {
        // Each connection may reset 100 streams in 30 s.
        TestGateway gateway = start(vertx, Http2Client.settings());
        CompletableFuture<Boolean> first = occupied(gateway);
        RawHttp2 connection = open(gateway);
        for (int i = 0; i < REQUESTS; i++) {
            send(connection, 2 * i + 1, head(method, path.formatted(UUID.randomUUID(), i + 1), "demo"));
        }
        flush(connection);
        for (int i = 0; i < REQUESTS; i++) {
            reset(connection, 2 * i + 1);
        }
        flush(connection);

        gateway.glance.release();

        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        RawHttp2 other = open(gateway);
        send(other, 1, head("GET", IMAGE, "demo"));
        assertThat(other.isAnswered(1)).isTrue();
        assertThat(gateway.glance.asked())
                .containsExactly(gateway.glance.asked().get(0), "GET /v2/images/" + TestGateway.FAKEIMAGE7);
    }

    /** Holds Glance with a list, which another connection waits for; returns whether that is answered in the end. */
    private CompletableFuture<Boolean> occupied(TestGateway gateway) throws Exception {
        gateway.glance.hold();
        RawHttp2 connection = open(gateway);
        send(connection, 1, head("GET", IMAGES, "demo"));
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return connection.isAnswered(1);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void aTokenOfARequestThatWasResetIsNotValidated(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, Http2Client.settings());
        RawHttp2 good = open(gateway);
        send(good, 1, head("GET", IMAGE, "demo"));
        assertThat(good.isAnswered(1)).isTrue();
        int before = gateway.keystone.calls("GET");
        gateway.keystone.hold();
        RawHttp2 connection = open(gateway);
        for (int i = 0; i < REQUESTS; i++) {
            send(connection, 2 * i + 1, head("GET", IMAGE, "random-" + i));
        }
        flush(connection);
        gateway.keystone.arrived().await(10, TimeUnit.SECONDS);
        for (int i = 0; i < REQUESTS; i++) {
            reset(connection, 2 * i + 1);
        }
        flush(connection);

        gateway.keystone.release();

        RawHttp2 other = open(gateway);
        send(other, 1, head("GET", IMAGE, "admin"));
        assertThat(other.isAnswered(1)).isTrue();
        assertThat(gateway.keystone.calls("GET") - before).isEqualTo(2);
    }

    @Test
    void aLoadThatAnotherRequestWaitsForGoesOn(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, Http2Client.settings());
        CompletableFuture<Boolean> first = occupied(gateway);
        RawHttp2 leads = open(gateway);
        RawHttp2 joins = open(gateway);
        send(leads, 1, head("GET", IMAGE, "demo"));
        flush(leads);
        send(joins, 1, head("GET", IMAGE, "demo"));
        flush(joins);
        reset(leads, 1);
        flush(leads);

        gateway.glance.release();

        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(joins.isAnswered(1)).isTrue();
        assertThat(gateway.glance.asked()).hasSize(2);
    }

    /** A load that was abandoned is no outage, and is not held down for the clients that ask next. */
    @Test
    void whatWasResetIsLoadedForTheNextWhoAsks(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, Http2Client.settings());
        CompletableFuture<Boolean> first = occupied(gateway);
        RawHttp2 connection = open(gateway);
        send(connection, 1, head("GET", IMAGE, "demo"));
        flush(connection);
        reset(connection, 1);
        flush(connection);
        gateway.glance.release();
        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();

        send(connection, 3, head("GET", IMAGE, "demo"));
        RawHttp2.Frame body = connection.next();
        while (body.type() != RawHttp2.DATA || body.stream() != 3) {
            body = connection.next();
        }

        assertThat(body.payload().toString()).startsWith("{\"image\":");
    }

    @Test
    void whatAClientWaitedForThatHasClosedItsConnectionIsNotSent(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.get("demo", "/v2/openstack");
        CompletableFuture<RawHttp.Answer> first = occupy(gateway);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            sockets.add(socket);
            String request =
                    "GET " + IMAGES + "/" + UUID.randomUUID() + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
        }
        assertThat(until(gateway, "vitrine_backend_calls_waiting{service=\"glance\"} " + REQUESTS + ".0"))
                .isTrue();
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(until(gateway, "vitrine_connections 1.0")).isTrue();

        gateway.glance.release();

        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.glance.asked()).hasSize(2);
    }

    private static boolean until(TestGateway gateway, String metric) throws IOException {
        for (int tries = 0; tries < 2_000; tries++) {
            if (gateway.metrics().contains(metric)) {
                return true;
            }
        }
        return false;
    }
}

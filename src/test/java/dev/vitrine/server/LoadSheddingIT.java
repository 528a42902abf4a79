package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Crowd;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** More connections and requests than there is room for. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class LoadSheddingIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String REQUEST = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connect(TestGateway gateway) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a request and returns the first byte of its answer, -1 if the connection was closed. */
    private static int ask(Socket socket) throws IOException {
        try {
            write(socket, REQUEST);
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    @Test
    void connectionsOverTheLimitOfOneAddressAreClosedAndThereIsRoomAgainWhenOneEnds(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-connections-per-address=2");
        Socket first = connect(gateway);
        Socket second = connect(gateway);
        assertThat(ask(first)).isEqualTo('H');
        assertThat(ask(second)).isEqualTo('H');

        assertThat(ask(connect(gateway))).isEqualTo(-1);

        assertThat(gateway.metrics()).contains("vitrine_connections 2.0", "vitrine_connections_refused_total 1.0");
        first.close();
        assertThat(untilThereIsRoom(gateway)).isTrue();
    }

    /** That a connection has ended is heard by the gateway a moment later. */
    private boolean untilThereIsRoom(TestGateway gateway) throws IOException {
        for (int tries = 0; tries < 10_000; tries++) {
            if (ask(connect(gateway)) == 'H') {
                return true;
            }
        }
        return false;
    }

    @Test
    void connectionsOverTheLimitOfAllAreClosed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-connections=1");
        assertThat(ask(connect(gateway))).isEqualTo('H');

        assertThat(ask(connect(gateway))).isEqualTo(-1);
    }

    @Test
    void requestsOverTheLimitAreRefusedAtOnceAndWhatIsRememberedIsServed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-requests=1", "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        gateway.glance.hold();
        CompletableFuture<RawHttp.Answer> waits = CompletableFuture.supplyAsync(() -> get(gateway, "detail"));
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        RawHttp.Answer refused = gateway.get("demo", "/v2/openstack/images", "Accept: application/xml");
        RawHttp.Answer remembered = gateway.get("demo", IMAGE);
        gateway.glance.release();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.body()).contains("<serviceUnavailable ");
        assertThat(remembered.status()).isEqualTo(200);
        assertThat(waits.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(gateway.get("demo", "/v2/openstack/images").status()).isEqualTo(200);
    }

    /** One of the crowd has begun the load; the others wait for it, and work for nobody. */
    @Test
    void aCrowdThatWaitsForOneLoadTakesOnePlace(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-requests=2"));
        Http2Client client = new Http2Client();
        HttpClientConnection first = client.connect(gateway.port(), 1).get(0);
        HttpClientConnection second = client.connect(gateway.port(), 1).get(0);
        get(client, second, "/v2/openstack/images").await(10, TimeUnit.SECONDS);
        gateway.glance.hold();
        Crowd crowd = Crowd.send(client, List.of(first), "demo", IMAGE);
        Future<Http2Client.Answer> other = get(client, second, "/v2/openstack/images/detail");
        gateway.glance.held(2).await(10, TimeUnit.SECONDS);

        Http2Client.Answer refused =
                get(client, second, "/v2/openstack/images?limit=1").await(10, TimeUnit.SECONDS);
        gateway.glance.release();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(other.await(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(crowd.answers())
                .hasSize(100)
                .extracting(Http2Client.Answer::status)
                .containsOnly(200);
        assertThat(gateway.metrics()).contains("vitrine_requests_active 0.0");
        client.stop();
    }

    private static Future<Http2Client.Answer> get(Http2Client client, HttpClientConnection connection, String path) {
        return client.send(connection, "demo", path).compose(Http2Client.Sent::answer);
    }

    private static RawHttp.Answer get(TestGateway gateway, String path) {
        try {
            return gateway.get("demo", "/v2/openstack/images/" + path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Each byte would begin an idle timeout anew. */
    @Test
    void whoDripsHisFirstHeadIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.head-timeout=500ms");
        Socket drips = connect(gateway);
        Socket good = connect(gateway);
        assertThat(ask(good)).isEqualTo('H');

        assertThat(drip(drips)).isTrue();

        assertThat(gateway.metrics()).contains("vitrine_connections 1.0");
    }

    /** Sends a byte whenever none has come back for a moment; returns whether the connection was closed. */
    private static boolean drip(Socket socket) throws IOException {
        socket.setSoTimeout(20);
        for (char c : ("GET / HTTP/1.1\r\nX: " + "x".repeat(2_000)).toCharArray()) {
            try {
                write(socket, String.valueOf(c));
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (java.net.SocketTimeoutException quiet) {
                // On with the next byte.
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }
}

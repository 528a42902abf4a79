package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The management listener holds no more than its own limits allow, whatever strangers send to it. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ManagementLimitsIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String HALF = "GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ";
    private static final String WHOLE = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Connects from an address of 127.0.0.0/8, all of which is loopback. */
    private Socket connect(TestGateway gateway, String from, String bytes) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.managementPort()));
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        } catch (IOException refused) {
            // The test finds it closed.
        }
        return socket;
    }

    /** Whether the gateway has closed the connection: waits for that, or for a byte. */
    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static String refused(int number) {
        return "vitrine_management_connections_refused_total " + number + ".0";
    }

    @Test
    void connectionsOverTheLimitAreRefusedAndTheApiIsServed(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, "management.max-connections=20", "management.max-connections-per-address=10");
        for (int i = 0; i < 20; i++) {
            connect(gateway, "127.0.0." + (2 + i / 10), HALF);
        }

        // Each of them is over the limit in all; the last of each address over that, too.
        for (String from : new String[] {"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"}) {
            assertThat(isClosed(connect(gateway, from, HALF))).isTrue();
        }

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        sockets.get(0).close();
        String metrics = "";
        while (metrics.isEmpty()) {
            metrics = metricsIfAccepted(gateway);
        }
        assertThat(metrics).containsPattern("\nvitrine_management_connections_refused_total [1-9]");
    }

    /** Returns the metrics; the empty text while the closed connection is still counted. */
    private static String metricsIfAccepted(TestGateway gateway) {
        try {
            return gateway.metrics();
        } catch (IOException | RuntimeException refused) {
            return "";
        }
    }

    @Test
    void connectionsOfOneAddressLeaveRoomForOthers(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "management.max-connections-per-address=10");
        for (int i = 0; i < 10; i++) {
            connect(gateway, "127.0.0.2", HALF);
        }

        assertThat(isClosed(connect(gateway, "127.0.0.2", WHOLE))).isTrue();
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/livez").status())
                .isEqualTo(200);
        assertThat(gateway.metrics().lines()).contains(refused(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", HALF, WHOLE + HALF, "POST /x HTTP/1.1\r\n"})
    void headThatTakesTooLongIsNotAwaited(String bytes, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "management.head-timeout=300ms");

        Socket socket = connect(gateway, "127.0.0.1", bytes);

        // Returns at the end of the connection.
        String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(answers).matches(bytes.startsWith(WHOLE) ? "(?s)HTTP/1.1 200 .*OK" : "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   /x HTTP/1.1            | Content-Length: 1",
                "GET    /livez HTTP/1.1        | Content-Length: 1000000000",
                "DELETE /cache/images HTTP/1.1 | Transfer-Encoding: chunked",
                "PUT    /requests/x HTTP/1.1   | Content-Length: 10",
                "GET    /live HTTP/1.1         | Content-Length: 10"
            })
    void requestWithABodyIsRefusedAndTheBodyIsNotAwaited(String line, String header, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answer = RawHttp.exchange(
                gateway.managementPort(), line.replaceAll(" +", " ") + "\r\nHost: localhost\r\n" + header + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").containsIgnoringCase("\r\nconnection: close\r\n");
    }

    @Test
    void requestThatDeclaresAnEmptyBodyIsServed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(RawHttp.send(
                                gateway.managementPort(),
                                "DELETE",
                                "/cache/images",
                                "Host: localhost",
                                "Content-Length: 0")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"5000, 0, 414", "0, 20000, 431"})
    void headThatIsTooLargeIsRefused(int path, int header, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answer = RawHttp.exchange(
                gateway.managementPort(),
                "GET /" + "x".repeat(path) + " HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(header) + "\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1[.][01] " + status + " .*").endsWith("The request cannot be read.\n");
    }

    /** Its idle timeout is that of the API's listener: a stream that goes on is not idle, a connection without one is. */
    @Test
    void eventStreamStaysOpenBeyondTheTimeOfAHead(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "management.head-timeout=300ms");
        Socket silent = connect(gateway, "127.0.0.1", "");
        Socket stream = connect(gateway, "127.0.0.1", "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(isClosed(silent)).isTrue();
        StringBuilder events = new StringBuilder();
        while (events.indexOf("event: sample") < 0) {
            int one = stream.getInputStream().read();
            assertThat(one).isNotNegative();
            events.append((char) one);
        }
        assertThat(isClosed(stream)).isFalse();
    }
}

package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.RawTls;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that take their time over the head of a request. They have a second here, counted from its beginning. */
@Tag("beside")
@ExtendWith(VertxExtension.class)
@Timeout(60)
class RequestHeadersTimeoutIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String REQUEST = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";
    private static final String TIME = "listen.head-timeout=1s";

    /** With room for the first handshake of a cold process. */
    private static final String TLS_TIME = "listen.head-timeout=2s";

    private Socket socket;

    @AfterEach
    void hangUp() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }

    private void connect(TestGateway gateway) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(20_000);
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Reads one answer, whose body is one JSON document, to its end. */
    private String read() throws IOException {
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("}}")) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** Sends byte after byte, none of which is the last of a head; returns whether the connection was closed meanwhile. */
    private static boolean isCutOff(Socket socket, byte... bytes) throws IOException {
        socket.setSoTimeout(20);
        for (byte one : bytes) {
            try {
                socket.getOutputStream().write(one);
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException quiet) {
                // On with the next byte.
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    private static byte[] endless(String beginning) {
        return (beginning + "x".repeat(1_000)).getBytes(ISO_8859_1);
    }

    @Test
    void whoSaysNothingIsCutOff(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, TIME));

        assertThat(socket.getInputStream().read()).isNegative();
    }

    @Test
    void whoDripsALaterHeadIsCutOff(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, TIME));
        write(REQUEST);
        assertThat(read()).startsWith("HTTP/1.1 200 ");

        assertThat(isCutOff(socket, endless("GET / HTTP/1.1\r\nX: "))).isTrue();
    }

    /** The time begins with the first byte of a head, not with the end of the request before it. */
    @Test
    void whoWaitsBetweenRequestsIsNotCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, TIME);
        connect(gateway);
        write(REQUEST);
        read();
        Socket witness = new Socket(InetAddress.getLoopbackAddress(), gateway.port());

        // The other connection is cut off a second after it came: so long has the first one waited.
        assertThat(witness.getInputStream().read()).isNegative();
        write(REQUEST);

        assertThat(read()).startsWith("HTTP/1.1 200 ");
        witness.close();
    }

    /** The head behind a request came in one piece with it: the reader of bodies must not have taken it along. */
    @Test
    void whoDripsAHeadThatBeganBehindABodyIsCutOff(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, TIME));
        write("GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nContent-Length: 3\r\n\r\nabcGET / HT");
        assertThat(read()).startsWith("HTTP/1.1 200 ");

        assertThat(socket.getInputStream().read()).isNegative();
    }

    @Test
    void whoWaitsForAnAnswerIsNotCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, TIME);
        gateway.glance.hold();
        connect(gateway);
        write(REQUEST);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        Socket witness = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        assertThat(witness.getInputStream().read()).isNegative();

        gateway.glance.release();

        assertThat(read()).startsWith("HTTP/1.1 200 ");
        witness.close();
    }

    /** The gateway stops reading in the middle of a head while it has requests enough of the connection. */
    @Test
    void whoSendsManyRequestsAtOnceIsNotCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, TIME);
        gateway.glance.hold();
        connect(gateway);
        String request = REQUEST.replace("\r\n\r\n", "\r\nX-Padding: " + "x".repeat(300) + "\r\n\r\n");
        write(request.repeat(40));
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        for (int i = 0; i < 2; i++) {
            try (Socket witness = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                assertThat(witness.getInputStream().read()).isNegative();
            }
        }

        gateway.glance.release();

        for (int i = 0; i < 40; i++) {
            assertThat(read()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void overTlsTheTimeBeginsBeforeTheHandshake(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, Http2Client.settings(TLS_TIME)));

        // The beginning of a record of a handshake, which is never whole.
        assertThat(isCutOff(socket, endless("\26\3\1\40\0"))).isTrue();
    }

    @Test
    void overTlsConnectionsCountBeforeTheHandshake(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-connections-per-address=1"));
        connect(gateway);

        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            second.setSoTimeout(20_000);
            assertThat(second.getInputStream().read()).isNegative();
        }

        assertThat(gateway.metrics()).contains("vitrine_connections 1.0", "vitrine_connections_refused_total 1.0");
    }

    @Test
    void overTlsWhoDripsALaterHeadIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings(TLS_TIME));
        SSLSocket secure = RawTls.connect(gateway.port(), "http/1.1");
        socket = secure;
        write(REQUEST);
        assertThat(read()).startsWith("HTTP/1.1 200 ");

        assertThat(isCutOff(secure, endless("GET / HTTP/1.1\r\nX: "))).isTrue();
    }

    @Test
    void overHttp2WhoSaysNothingIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings(TLS_TIME));

        try (RawHttp2 connection = RawHttp2.connect(gateway.port())) {
            assertThat(connection.isAnswered(1)).isFalse();
        }
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            assertThat(connection.isAnswered(1)).isFalse();
        }
        assertThat(gateway.metrics()).contains("vitrine_connections 0.0");
    }

    @Test
    void overHttp2WhoOwesTheRestOfALaterHeadIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings(TLS_TIME));
        byte[] head = RawHttp2.get(IMAGE);
        int ended = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

        // Half a frame, half a frame's own head, a block that goes on and does not.
        for (byte[] rest : new byte[][] {
            Arrays.copyOf(RawHttp2.frame(RawHttp2.HEADERS, ended, 3, head), 30),
            Arrays.copyOf(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]), 5),
            RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 3, head)
        }) {
            try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
                connection.send(RawHttp2.HEADERS, ended, 1, head);
                assertThat(connection.isAnswered(1)).isTrue();

                connection.bytes(rest);

                assertThat(connection.isAnswered(3)).isFalse();
            }
        }
    }

    @Test
    void overHttp2ABodyMayTakeLongerThanAHead(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings(TLS_TIME));
        byte[] head = RawHttp2.request("POST", IMAGE + "/metadata", "content-type", "application/json");
        byte[] body = RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, "{\"metadata\":{}}".getBytes(ISO_8859_1));

        try (RawHttp2 connection = RawHttp2.open(gateway.port());
                RawHttp2 witness = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head);
            // In two pieces, of which the first ends within the frame's own head.
            connection.bytes(Arrays.copyOf(body, 5));
            connection.bytes(Arrays.copyOfRange(body, 5, 12));
            assertThat(witness.isAnswered(1)).isFalse();
            connection.bytes(Arrays.copyOfRange(body, 12, body.length));

            assertThat(connection.isAnswered(1)).isTrue();
        }
    }
}

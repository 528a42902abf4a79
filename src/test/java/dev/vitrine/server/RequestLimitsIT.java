package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each size and number that a client is held to: one less, exactly as much, one more. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class RequestLimitsIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final int LAST = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    @ParameterizedTest
    @CsvSource({"255, 200", "256, 200", "257, 414"})
    void aRequestLine(int bytes, int status, Vertx vertx) throws Exception {
        String begin = "GET /v2?";
        String end = " HTTP/1.1";
        String line = begin + "x".repeat(bytes - begin.length() - end.length()) + end;

        String answer = RawHttp.exchange(
                TestGateway.start(vertx, "listen.max-request-line=256B").port(),
                line + "\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.").contains(" " + status + " ");
    }

    /** The ends of lines do not count. */
    @ParameterizedTest
    @CsvSource({"1023, 200", "1024, 200", "1025, 431"})
    void headers(int bytes, int status, Vertx vertx) throws Exception {
        String usual = "Host: aConnection: closeX: ";

        String answer = RawHttp.exchange(
                TestGateway.start(vertx, "listen.max-header-bytes=1KiB").port(),
                "GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + "x".repeat(bytes - usual.length())
                        + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({"9, 200", "10, 200", "11, 431"})
    void theNumberOfHeaders(int number, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-headers=10");

        String answer = RawHttp.exchange(
                gateway.port(),
                "GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + "X: y\r\n".repeat(number - 2) + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    /** A proxy may send the requests of many clients over one connection. */
    @Test
    void fieldsBehindABodyAreNoHeadersOfTheNextRequest(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-headers=10");

        String answers = RawHttp.exchange(
                gateway.port(),
                "POST /v2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "X: y\r\n".repeat(8)
                        + "\r\n" + "GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + "X: y\r\n".repeat(8)
                        + "\r\n");

        assertThat(answers).startsWith("HTTP/1.1 405 ").contains("HTTP/1.1 200 ");
    }

    /** Four pseudo-headers and the token are five of them. Whoever has too many gets a 431 of the platform's, without a body. */
    @ParameterizedTest
    @CsvSource({"9, true", "10, true", "11, false"})
    void theNumberOfHeadersOverHttp2(int number, boolean isServed, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-headers=10"));
        String[] more = new String[(number - 5) * 2];
        Arrays.fill(more, "x");

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.get("/v2", more));

            RawHttp2.Frame head = connection.next();
            while (head.type() != RawHttp2.HEADERS) {
                head = connection.next();
            }
            assertThat(head.ends()).isEqualTo(!isServed);
        }
    }

    @ParameterizedTest
    @CsvSource({"1023, 200", "1024, 200", "1025, 413"})
    void aBodyWhetherItSaysItsLengthOrNot(int bytes, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.max-body=1KiB");
        String head = "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: demo\r\n"
                + "Content-Type: application/json\r\n";
        String body = "{\"metadata\":{}}" + " ".repeat(bytes - 15);

        for (String rest : new String[] {
            "Content-Length: " + bytes + "\r\n\r\n" + body,
            "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(bytes) + "\r\n" + body + "\r\n0\r\n\r\n"
        }) {
            assertThat(RawHttp.exchange(gateway.port(), head + rest)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void requestsAtOnceOnOneConnection(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-streams=2"));
        gateway.glance.hold();

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.get(IMAGE));
            connection.send(RawHttp2.HEADERS, LAST, 3, RawHttp2.get(IMAGE));
            gateway.glance.arrived().await(10, TimeUnit.SECONDS);
            connection.send(RawHttp2.HEADERS, LAST, 5, RawHttp2.get(IMAGE));

            RawHttp2.Frame refusal = connection.next();
            while (refusal.type() != RawHttp2.RST_STREAM) {
                refusal = connection.next();
            }
            assertThat(refusal.stream()).isEqualTo(5);
            gateway.glance.release();
            assertThat(connection.isAnswered(3)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, true", "11, false"})
    void requestsThatAreTakenBack(int number, boolean isLeftAlone, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-resets=10"));

        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int stream = 1;
        for (int i = 0; i < number; i++) {
            frames.write(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.get("/v2")));
            frames.write(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8)));
            stream += 2;
        }
        frames.write(RawHttp2.frame(RawHttp2.HEADERS, LAST, stream, RawHttp2.get("/v2")));

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.bytes(frames.toByteArray());

            assertThat(connection.isAnswered(stream)).isEqualTo(isLeftAlone);
        }
    }

    /** The client's first settings, without which there is no connection yet, are none of them. */
    @ParameterizedTest
    @CsvSource({"9, true", "10, true", "11, false"})
    void framesThatAskForNothing(int number, boolean isLeftAlone, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-idle-frames=10"));

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            for (int i = 1; i <= number; i++) {
                connection.send(RawHttp2.PING, 0, 0, new byte[8]);
            }
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.get("/v2"));

            assertThat(connection.isAnswered(1)).isEqualTo(isLeftAlone);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "4, false"})
    void piecesOfAHead(int number, boolean isLeftAlone, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.max-continuations=3"));

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get("/v2"));
            for (int i = 1; i <= number; i++) {
                int flags = i == number ? RawHttp2.END_HEADERS : 0;
                connection.send(RawHttp2.CONTINUATION, flags, 1, RawHttp2.block("x", "y"));
            }

            assertThat(connection.isAnswered(1)).isEqualTo(isLeftAlone);
        }
    }

    @Test
    void aTlsHandshakeThatDoesNotEndClosesTheConnection(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, Http2Client.settings("listen.head-timeout=5m", "listen.handshake-timeout=1s"));

        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aBodyOverHttp2ThatIsLongerThanItSaysIsRefused(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        byte[] head = RawHttp2.request(
                "POST", IMAGE + "/metadata", "content-type", "application/json", "content-length", "3");

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head);
            connection.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, "{\"metadata\":{}}".getBytes(ISO_8859_1));

            RawHttp2.Frame frame = connection.next();
            while (frame.type() != RawHttp2.RST_STREAM && frame.type() != RawHttp2.GOAWAY) {
                frame = connection.next();
            }
            assertThat(gateway.glance.calls("PATCH")).isZero();
        }
    }
}

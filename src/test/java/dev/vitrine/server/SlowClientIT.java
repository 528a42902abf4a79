package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time over a body, over an answer, or over the next request. */
@Tag("beside")
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SlowClientIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String REQUEST = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";
    private static final String WRITE = "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    private static final String BODY_TIME = "listen.body-timeout=1s";

    private final Socket socket = new Socket();

    @AfterEach
    void hangUp() throws IOException {
        socket.close();
    }

    private void connect(TestGateway gateway) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.setSoTimeout(20_000);
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Sends byte after byte of a body; returns what had come back when the connection was closed. */
    private String drip() throws IOException {
        StringBuilder answer = new StringBuilder();
        socket.setSoTimeout(20);
        for (int i = 0; i < 999; i++) {
            try {
                write(" ");
                int next = socket.getInputStream().read();
                while (next >= 0) {
                    answer.append((char) next);
                    next = socket.getInputStream().read();
                }
                return answer.toString();
            } catch (SocketTimeoutException quiet) {
                // On with the next byte.
            }
        }
        throw new AssertionError("never closed: " + answer);
    }

    @Test
    void whoDripsABodyIsToldAndCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, BODY_TIME);
        connect(gateway);
        write(WRITE);

        assertThat(drip())
                .startsWith("HTTP/1.1 408 ")
                .endsWith("{\"computeFault\":{\"message\":\"The request took too long to arrive.\",\"code\":408}}");
        assertThat(gateway.glance.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void whoDripsABodyThatNobodyWantsIsCutOff(String connection, Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, BODY_TIME));
        write(WRITE.replace("POST", "PATCH").replace("Host", "Connection: " + connection + "\r\nHost"));

        assertThat(drip()).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void overHttp2ABodyThatTakesTooLongEndsItsRequestAlone(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings(BODY_TIME));
        for (String method : new String[] {"POST", "PATCH"}) {
            byte[] head = RawHttp2.request(method, IMAGE + "/metadata", "content-type", "application/json");
            try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
                connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head);
                connection.send(RawHttp2.DATA, 0, 1, (byte) ' ');

                RawHttp2.Frame reset = connection.next();
                while (reset.type() != RawHttp2.RST_STREAM) {
                    reset = connection.next();
                }
                assertThat(reset.stream()).isEqualTo(1);

                connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 3, RawHttp2.get(IMAGE));
                assertThat(connection.isAnswered(3)).isTrue();
            }
        }
    }

    @Test
    void aBodyThatIsSlowButInTimeIsRead(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, "listen.head-timeout=100ms"));
        write(WRITE.replace("1000", "15").replace("Host", "Connection: close\r\nHost"));
        // Longer than a head may take.
        socket.setSoTimeout(500);
        try {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (SocketTimeoutException nothingCame) {
            socket.setSoTimeout(20_000);
        }
        write("{\"metadata\":{}}");

        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                .startsWith("HTTP/1.1 200 ");
    }

    /** Until the network holds no more, answers are asked for; then none is read. */
    @Test
    void whoTakesNothingOfAnAnswerIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.write-timeout=500ms", "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        socket.setReceiveBufferSize(4096);
        connect(gateway);

        assertThat(asksWithoutReading()).isTrue();

        assertThat(untilNoConnectionIsLeft(gateway)).isTrue();
    }

    /**
     * The client reads 96 KiB within each of four write timeouts, and then the rest as fast as it comes. The answers are more
     * than the operating system holds by default, which takes more only when a third of its send buffer is free.
     */
    @Test
    void aClientThatReadsSlowlyGetsAllAnswers(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.write-timeout=1s", "cache.fresh=1h");
        String list = "/v2/openstack/images/detail";
        int requests = (8 << 20) / gateway.get("demo", list).body().length();
        socket.setReceiveBufferSize(4096);
        connect(gateway);
        String request = REQUEST.replace(IMAGE, list);
        write(request.repeat(requests - 1) + request.replace("Host", "Connection: close\r\nHost"));

        String slowly = slowly(96 << 10, 4);
        String all = slowly + new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(all.split("HTTP/1.1 200 ", -1).length - 1).isEqualTo(requests);
        assertThat(all).endsWith("]}");
    }

    /** Reads at this rate for this number of seconds. */
    private String slowly(int bytesASecond, int seconds) throws Exception {
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < 20 * seconds; i++) {
            read.append(new String(socket.getInputStream().readNBytes(bytesASecond / 20), ISO_8859_1));
            Thread.sleep(50);
        }
        return read.toString();
    }

    /** The gateway reads no further request of a connection with 64 KiB unsent: there is room for fewer than 16 of them. */
    @Test
    void whoTakeNothingAndAskForMoreThanThereIsRoomForAreCutOffAtOnce(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "listen.write-timeout=5m", "listen.head-timeout=5m", "listen.max-unsent=1MiB", "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Socket client = new Socket();
            clients.add(client);
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
            client.getOutputStream().write(REQUEST.repeat(2_000).getBytes(ISO_8859_1));
        }

        assertThat(untilCutOff(gateway, 30 - 15)).isTrue();
        for (Socket client : clients) {
            client.close();
        }
        assertThat(untilNoConnectionIsLeft(gateway)).isTrue();
        assertThat(gateway.metrics()).contains("vitrine_unsent_bytes 0.0");
    }

    private static boolean untilCutOff(TestGateway gateway, int connections) throws IOException {
        Pattern cutOff = Pattern.compile("vitrine_connections_write_overflow_total ([0-9]+)");
        for (int tries = 0; tries < 1_000; tries++) {
            Matcher number = cutOff.matcher(gateway.metrics());
            if (number.find() && Integer.parseInt(number.group(1)) >= connections) {
                return true;
            }
        }
        return false;
    }

    @Test
    void overHttp2Too(Vertx vertx) throws Exception {
        int requests = 2_000;
        TestGateway gateway = TestGateway.start(
                vertx,
                Http2Client.settings(
                        "listen.write-timeout=5m",
                        "listen.max-unsent=1MiB",
                        "listen.max-streams=" + requests,
                        "cache.fresh=1h"));
        int windowOfStreams = 4;

        try (RawHttp2 connection = RawHttp2.open(gateway.port(), windowOfStreams, 0)) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE));
            ByteArrayOutputStream more = new ByteArrayOutputStream();
            for (int i = 1; i < requests; i++) {
                more.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 2 * i + 1, RawHttp2.get(IMAGE)));
            }
            try {
                connection.bytes(more.toByteArray());
            } catch (IOException cutOffMeanwhile) {
                // What was to be seen, and is seen below.
            }
            assertThat(connection.isAnswered(1)).isFalse();
        }
        assertThat(untilNoConnectionIsLeft(gateway)).isTrue();
        assertThat(gateway.metrics()).contains("vitrine_unsent_bytes 0.0");
    }

    /** Writes until it is cut off, which ends a write that waits for room. */
    private boolean asksWithoutReading() {
        try {
            for (int i = 0; i < 100_000; i++) {
                write(REQUEST.repeat(100));
            }
            return false;
        } catch (IOException cutOff) {
            return true;
        }
    }

    private static boolean untilNoConnectionIsLeft(TestGateway gateway) throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            if (gateway.metrics().contains("vitrine_connections 0.0")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void overHttp2WhoDoesNotLetUsSendIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.write-timeout=500ms"));
        int windowOfStreams = 4;

        try (RawHttp2 connection = RawHttp2.open(gateway.port(), windowOfStreams, 0)) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE));

            assertThat(connection.isAnswered(1)).isFalse();
        }
    }

    /** Whenever it is looked at, nothing may be sent; and yet all of it is, in four times the time. */
    @Test
    void overHttp2WhoLetsUsSendLittleByLittleIsServedToTheEnd(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, Http2Client.settings("listen.write-timeout=500ms", "listen.max-streams=1000", "cache.fresh=1h"));
        int answers = 650;

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE));
            assertThat(connection.isAnswered(1)).isTrue();
            for (int i = 1; i <= answers; i++) {
                connection.send(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 2 * i + 1, RawHttp2.get(IMAGE));
            }
            Thread letting = new Thread(() -> letSend(connection, 30, 20_000));
            letting.start();

            assertThat(connection.answers(answers)).isEqualTo(answers);
            letting.join();
        }
    }

    @Test
    void overHttp2WhoLetsUsSendByteByByteIsCutOff(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("listen.write-timeout=500ms"));
        int windowOfStreams = 4;

        try (RawHttp2 connection = RawHttp2.open(gateway.port(), windowOfStreams, 1)) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE));
            Thread letting = new Thread(() -> letSend(connection, 100, 1, 1));
            letting.start();

            assertThat(connection.isAnswered(1)).isFalse();
            letting.join();
        }
    }

    /** Widens the windows of these streams, of all together if there are none, ten times a second. */
    private static void letSend(RawHttp2 connection, int times, int bytes, int... streams) {
        try {
            for (int i = 0; i < times; i++) {
                Thread.sleep(100);
                connection.send(RawHttp2.WINDOW_UPDATE, 0, 0, RawHttp2.number(bytes));
                for (int stream : streams) {
                    connection.send(RawHttp2.WINDOW_UPDATE, 0, stream, RawHttp2.number(bytes));
                }
            }
        } catch (IOException | InterruptedException cutOff) {
            // The answers are missing then.
        }
    }

    @Test
    void aConnectionOnWhichNothingIsAskedForIsClosed(Vertx vertx) throws Exception {
        connect(TestGateway.start(vertx, "listen.idle-timeout=1s"));
        write(REQUEST);

        String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("}}");
    }

    /** Many: more than a tenth of max-connections. */
    @Test
    void whileManyConnectionsAreOpenAnIdleOneIsClosedAfterTheWriteTimeout(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "listen.idle-timeout=5m", "listen.write-timeout=1s", "listen.max-connections=10");
        connect(gateway);
        Socket other = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        write(REQUEST);

        String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("}}");
        other.close();
    }

    @Test
    void whoWaitsForAnAnswerIsNotIdle(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.idle-timeout=1s");
        gateway.glance.hold();
        connect(gateway);
        write(REQUEST.replace("Host", "Connection: close\r\nHost"));
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        idle.getOutputStream().write("OPTIONS /v2/a/images HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
        idle.getInputStream().readAllBytes();

        gateway.glance.release();

        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                .startsWith("HTTP/1.1 200 ");
        idle.close();
    }
}

package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that reads only when it has sent its body, as Python's http.client does, gets the response that refuses it. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class LingeringCloseIT {
    private static final String PUT = "PUT /v2/openstack" + "/images/" + TestGateway.FAKEIMAGE7
            + "/metadata HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nContent-Type: application/json\r\n";
    private static final int MEBIBYTE = 1 << 20;

    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, "listen.body-timeout=200ms");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60})
    void aBodyThatIsDeclaredTooLongIsReadAndDiscarded(int mebibytes) throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(client, PUT + "Content-Length: " + mebibytes * MEBIBYTE + "\r\n\r\n");
            sendMebibytes(client, mebibytes);

            assertThat(rest(client)).startsWith("HTTP/1.1 413 ").endsWith("}");
        }
    }

    @Test
    void aConnectionThatTheClientItselfEndsLingersToo() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(client, PUT + "Connection: close\r\nContent-Length: " + 10 * MEBIBYTE + "\r\n\r\n");
            sendMebibytes(client, 10);

            assertThat(rest(client)).startsWith("HTTP/1.1 413 ").endsWith("}");
        }
    }

    @Test
    void aChunkedBodyThatTurnsOutTooLongIsReadAndDiscarded() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(client, PUT + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                send(client, "100000\r\n");
                sendMebibytes(client, 1);
                send(client, "\r\n");
            }
            send(client, "0\r\n\r\n");

            assertThat(rest(client)).startsWith("HTTP/1.1 413 ").endsWith("}");
        }
    }

    @Test
    void aBodyThatIsTooSlowMayStillComeBehindItsResponse() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(client, PUT + "Content-Length: 1000\r\n\r\n{");
            byte[] status = client.getInputStream().readNBytes("HTTP/1.1 408 ".length());
            send(client, " ".repeat(999));

            assertThat(new String(status, ISO_8859_1)).isEqualTo("HTTP/1.1 408 ");
            assertThat(rest(client)).endsWith("}");
        }
    }

    /** Both lingers begin in this order, and neither client sends any more. */
    @Test
    void aSlowBodyThatPausesAgainGetsLessTimeThanOneThatIsTooLong() throws Exception {
        try (Socket tooLong = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(tooLong, PUT + "Content-Length: 999999999\r\n\r\n");
            byte[] status = tooLong.getInputStream().readNBytes("HTTP/1.1 413 ".length());
            send(slow, PUT + "Content-Length: 1000\r\n\r\n{");

            assertThat(new String(status, ISO_8859_1)).isEqualTo("HTTP/1.1 413 ");
            assertThat(rest(slow)).startsWith("HTTP/1.1 408 ").endsWith("}");
            tooLong.setSoTimeout(1);
            assertThatThrownBy(() -> rest(tooLong)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aBodyWithoutEndIsNotReadForEver() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            send(client, PUT + "Content-Length: 999999999999\r\n\r\n");

            assertThatThrownBy(() -> sendMebibytes(client, (int) (4 * LingeringClose.MAX_BYTES / MEBIBYTE)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static void sendMebibytes(Socket client, int number) throws IOException {
        OutputStream out = client.getOutputStream();
        byte[] mebibyte = new byte[MEBIBYTE];
        for (int i = 0; i < number; i++) {
            out.write(mebibyte);
        }
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }
}

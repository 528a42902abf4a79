package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.server.netty.ConnectionLimiter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the PROXY protocol a connection is that of the client which its header names. The API here names the client. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ProxyProtocolIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n";
    private static final String VERSION_1 = "PROXY TCP4 203.0.113.7 192.0.2.1 56324 8774\r\n";
    private static final String BINARY = "0d0a0d0a000d0a515549540a";
    private static final String VERSION_2 = binary("2111000fcb007107c0000201dc0401bb030000");
    private static final String OF_A_TRUSTED_PROXY = "PROXY TCP4 10.0.0.9 192.0.2.1 56324 8774\r\n";

    private final AtomicInteger requests = new AtomicInteger();
    private ConnectionLimiter limiter;

    private static String binary(String hex) {
        return new String(HexFormat.of().parseHex(BINARY + hex), ISO_8859_1);
    }

    private int start(Vertx vertx, String... namesAndValues) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "listen.host", "127.0.0.1",
                "listen.port", "0",
                "listen.proxy-protocol", "true",
                "listen.trusted-proxies", "127.0.0.1, 10.0.0.0/8"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            flags.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        GatewayConfig config = ConfigLoader.read(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), flags)
                .settings();
        RequestLogger logger = new RequestLogger(new Metrics(), null, null);
        ResponseWriter writer = new ResponseWriter(config, Duration.ofSeconds(1), logger, new ByteBudget(1 << 20));
        limiter = new ConnectionLimiter(config.listen(), Clocks.system());
        GatewayVerticle listener =
                new GatewayVerticle(config.listen(), Duration.ofSeconds(1), limiter, logger, writer, one -> context -> {
                    requests.incrementAndGet();
                    writer.write(
                            context,
                            ApiResponse.whole(200, "text/plain", ("client=" + context.client()).getBytes(ISO_8859_1)));
                });
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
        return listener.port();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String... parts) throws IOException {
        for (String part : parts) {
            socket.getOutputStream().write(part.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }

    /** Sends the parts and returns all that comes; nothing for a connection that the gateway closes or resets. */
    private static String exchange(int port, String... parts) throws IOException {
        try (Socket socket = connect(port)) {
            send(socket, parts);
            return all(socket.getInputStream());
        } catch (SocketException reset) {
            return "";
        }
    }

    private static String all(InputStream in) throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Test
    void theHeaderNamesTheClient(Vertx vertx) throws Exception {
        int port = start(vertx);

        for (String header : new String[] {VERSION_1, VERSION_2}) {
            assertThat(exchange(port, header + REQUEST + "\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("client=203.0.113.7");
        }
    }

    @Test
    void theHeaderMayComeByteByByte(Vertx vertx) throws Exception {
        int port = start(vertx);

        for (String header : new String[] {VERSION_1, VERSION_2}) {
            String[] parts = (header + REQUEST + "\r\n").split("(?s)(?<=.)", -1);
            assertThat(exchange(port, parts)).endsWith("client=203.0.113.7");
        }
    }

    @Test
    void severalRequestsFollowOneHeader(Vertx vertx) throws Exception {
        String keepAlive = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

        String answers = exchange(start(vertx), VERSION_2 + keepAlive + keepAlive, REQUEST + "\r\n");

        assertThat(answers.split("client=203.0.113.7", -1)).hasSize(4);
    }

    /** A health check of the proxy itself, and a client without an IP address. */
    @ParameterizedTest
    @ValueSource(strings = {"20000000", "2011000ccb007107c0000201dc0401bb", "21000000"})
    void whereTheHeaderNamesNoAddressTheProxysCounts(String hex, Vertx vertx) throws Exception {
        assertThat(exchange(start(vertx), binary(hex) + REQUEST + "X-Forwarded-For: 203.0.113.9\r\n\r\n"))
                .endsWith("client=127.0.0.1");
    }

    @Test
    void headersOfHttpCountOnlyFromATrustedProxyThatTheHeaderNames(Vertx vertx) throws Exception {
        int port = start(vertx);
        String request = REQUEST + "X-Forwarded-For: 203.0.113.9\r\n\r\n";

        assertThat(exchange(port, VERSION_1 + request)).endsWith("client=203.0.113.7");
        assertThat(exchange(port, OF_A_TRUSTED_PROXY + request)).endsWith("client=203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324\r\n",
                "PROXY TCP4 203.0.113.999 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\nPROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n",
                "\r\n\r\n\0",
                "\u0016\u0003\u0001"
            })
    void aConnectionWithoutAValidHeaderIsClosedUnread(String header, Vertx vertx) throws Exception {
        int port = start(vertx);

        String answer = exchange(port, header + REQUEST + "\r\n");

        assertThat(answer).doesNotContain("client=");
        assertThat(requests).hasValue(0);
        assertThat(exchange(port, VERSION_1 + REQUEST + "\r\n")).endsWith("client=203.0.113.7");
    }

    @Test
    void aHeaderThatIsTooLongIsClosedWithoutWaitingForItsEnd(Vertx vertx) throws Exception {
        int port = start(vertx);

        assertThat(exchange(port, "PROXY UNKNOWN " + "x".repeat(120))).isEmpty();
        assertThat(exchange(port, binary("2111ffff"))).isEmpty();
        assertThat(limiter.refused()).isEqualTo(2);
    }

    @Test
    void aHeaderThatDoesNotComeIsAwaitedForTheTimeOfAHead(Vertx vertx) throws Exception {
        assertThat(exchange(start(vertx, "listen.head-timeout", "100ms"), "PROXY TCP4 "))
                .isEmpty();
    }

    @Test
    void onlyTrustedProxiesMayConnect(Vertx vertx) throws Exception {
        int port = start(vertx, "listen.trusted-proxies", "192.0.2.0/24");

        assertThat(exchange(port, VERSION_1 + REQUEST + "\r\n")).isEmpty();
        assertThat(requests).hasValue(0);
        assertThat(limiter.refused()).isEqualTo(1);
    }

    @Test
    void connectionsAreCountedForTheClientsAddress(Vertx vertx) throws Exception {
        int port = start(vertx, "listen.max-connections-per-address", "1");
        String keepAlive = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
        try (Socket first = connect(port)) {
            send(first, VERSION_1 + keepAlive);
            assertThat(first.getInputStream().read()).isEqualTo('H');

            assertThat(exchange(port, VERSION_2 + REQUEST + "\r\n")).isEmpty();
            assertThat(exchange(port, VERSION_1.replace(".7 ", ".8 ") + REQUEST + "\r\n"))
                    .endsWith("client=203.0.113.8");
            assertThat(exchange(port, OF_A_TRUSTED_PROXY + REQUEST + "\r\n")).endsWith("client=10.0.0.9");
        }
        assertThat(requests).hasValue(3);
        assertThat(limiter.refused()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHeaderStandsBeforeTls(boolean isWhole, Vertx vertx) throws Exception {
        int port = start(
                vertx,
                "listen.tls-certificate",
                "src/test/resources/tls/localhost.pem",
                "listen.tls-key",
                "src/test/resources/tls/localhost.key");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (Socket plain = connect(port)) {
            send(plain, isWhole ? new String[] {VERSION_2} : VERSION_2.split("(?s)(?<=.)", -1));
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
            tls.startHandshake();
            send(tls, REQUEST + "\r\n");

            assertThat(all(tls.getInputStream())).endsWith("client=203.0.113.7");
        }
        assertThat(exchange(port, "\u0016\u0003\u0001\0\0")).isEmpty();
        assertThat(requests).hasValue(1);
    }
}

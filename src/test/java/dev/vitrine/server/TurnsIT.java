package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.codec.MediaType;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.RawTls;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One connection sends many requests at once, another sends one a moment later: on the same event loop, which is held until
 * both have sent theirs. Counted is how many of the former are answered before the latter.
 */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class TurnsIT {
    private static final int REQUESTS = 4_000;

    /** The shortest requests are 28 bytes long: 2 KiB of them are one turn, and the other connection may be the third in turn. */
    private static final int FEW = 3 * 2048 / 28;

    private static final String MANY = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    private final List<String> answered = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch isHeld = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch isDone = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private GatewayVerticle listener;

    @BeforeEach
    void clear() {
        answered.clear();
    }

    @AfterEach
    void hangUp() throws Exception {
        release.countDown();
        for (AutoCloseable connection : open) {
            connection.close();
        }
    }

    private void start(Vertx vertx, String... more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "listen.host", "127.0.0.1",
                "listen.port", "0",
                "keystone-authtoken.auth-url", "http://127.0.0.1:1",
                "keystone-authtoken.username", "x",
                "glance.api-servers", "http://127.0.0.1:1"));
        for (String setting : more) {
            flags.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        GatewayConfig config = ConfigLoader.read(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), flags)
                .settings();
        RequestLogger logger = new RequestLogger(new Metrics(), null, null);
        ResponseWriter writer = new ResponseWriter(config, Duration.ofSeconds(5), logger, new ByteBudget(1 << 30));
        listener = new GatewayVerticle(
                config.listen(),
                Duration.ofSeconds(5),
                new ConnectionLimiter(config.listen(), Clocks.system()),
                logger,
                writer,
                loop -> context -> answer(writer, context));
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
    }

    private void answer(ResponseWriter writer, RequestContext context) {
        String path = context.rawPath();
        if (path.equals("/hold")) {
            isHeld.countDown();
            await(release);
        }
        answered.add(path);
        writer.write(context, ApiResponse.document(MediaType.JSON, ResponseContent.of(new byte[] {'{', '}'})));
        if (path.equals("/b")) {
            isDone.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setSendBufferSize(1 << 20);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
        return socket;
    }

    private Socket tls() throws IOException {
        Socket socket = RawTls.connect(listener.port(), "http/1.1");
        open.add(socket);
        return socket;
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private long answeredBefore() {
        release.countDown();
        await(isDone);
        return List.copyOf(answered).indexOf("/b");
    }

    @Test
    void manyPipelinedRequestsLetOthersHaveTheirTurn(Vertx vertx) throws Exception {
        start(vertx);
        Socket holds = plain();
        write(holds, MANY.replace("/a", "/hold"));
        await(isHeld);
        write(plain(), MANY.repeat(REQUESTS));
        write(plain(), MANY.replace("/a", "/b"));

        assertThat(answeredBefore()).isLessThan(FEW);
    }

    @Test
    void behindTlsToo(Vertx vertx) throws Exception {
        start(vertx, Http2Client.settings());
        Socket many = tls();
        Socket one = tls();
        write(many, MANY);
        write(one, MANY);
        assertThat(many.getInputStream().read()).isEqualTo('H');
        assertThat(one.getInputStream().read()).isEqualTo('H');
        Socket holds = tls();
        write(holds, MANY.replace("/a", "/hold"));
        await(isHeld);
        write(many, MANY.repeat(REQUESTS));
        write(one, MANY.replace("/a", "/b"));

        assertThat(answeredBefore()).isLessThan(FEW);
    }

    @Test
    void nothingIsLostOfARecordThatIsPassedOnInPortions(Vertx vertx) throws Exception {
        start(vertx, Http2Client.settings());
        int requests = (16 << 10) / MANY.length() - 1;

        write(tls(), MANY.repeat(requests) + MANY.replace("/a", "/b"));

        assertThat(answeredBefore()).isEqualTo(requests);
    }

    @Test
    void overHttp2Too(Vertx vertx) throws Exception {
        start(vertx, Http2Client.settings("listen.max-streams=10000"));
        RawHttp2 many = open();
        RawHttp2 one = open();
        RawHttp2 holds = open();
        send(holds, 1, "/hold");
        await(isHeld);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < REQUESTS; i++) {
            frames.writeBytes(RawHttp2.frame(
                    RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 2 * i + 3, head("/a")));
        }
        many.bytes(frames.toByteArray());
        send(one, 3, "/b");

        assertThat(answeredBefore()).isLessThan(FEW);
    }

    private static byte[] head(String path) {
        return RawHttp2.block(":method", "GET", ":scheme", "https", ":path", path, ":authority", "a");
    }

    private static void send(RawHttp2 connection, int stream, String path) throws IOException {
        connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head(path));
    }

    /** Opens a connection that the gateway has answered on, so that nothing but requests is still to come. */
    private RawHttp2 open() throws IOException {
        RawHttp2 connection = RawHttp2.open(listener.port());
        open.add(connection);
        connection.send(RawHttp2.PING, 0, 0, new byte[8]);
        RawHttp2.Frame frame = connection.next();
        while (frame.type() != RawHttp2.PING) {
            frame = connection.next();
        }
        return connection;
    }
}

package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawServer;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Glance whose bytes are hardly HTTP: the client hears that the response is invalid, and nothing is cached. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class MalformedResponseIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE;
    private static final String OTHER = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String RECORD = record(TestGateway.PUBLIC_IMAGE, "good");

    private static String record(String id, String name) {
        return "{\"id\":\"" + id + "\",\"status\":\"active\",\"name\":\"" + name + "\"}";
    }

    private static String whole(String body) {
        return OK + JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static Stream<Arguments> answers() {
        String length = "Content-Length: " + RECORD.length() + "\r\n";
        Map<String, String> garbage = new TreeMap<>();
        garbage.put("two lengths", OK + JSON + length + "Content-Length: 2\r\n\r\n" + RECORD);
        garbage.put("a length that is no number", OK + JSON + "Content-Length: 1x\r\n\r\n" + RECORD);
        garbage.put("a chunk of no length", OK + JSON + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n" + RECORD);
        garbage.put("no HTTP", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
        garbage.put("a status that is no number", "HTTP/1.1 abc OK\r\n" + JSON + length + "\r\n" + RECORD);
        garbage.put("headers without end", OK + JSON + ("X: " + "y".repeat(1000) + "\r\n").repeat(1_000));
        garbage.put(
                "another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
        garbage.put("not modified", "HTTP/1.1 304 Not Modified\r\n\r\n");
        garbage.put("no content", "HTTP/1.1 204 No Content\r\n\r\n");
        return garbage.entrySet().stream().map(row -> Arguments.of(row.getKey(), row.getValue()));
    }

    private static TestGateway gateway(Vertx vertx, RawServer glance) throws Exception {
        return TestGateway.start(
                vertx,
                "glance.api-servers=" + glance.url(),
                "glance.first-byte-timeout=1s",
                "glance.timeout=9s",
                "glance.max-record-bytes=8MiB",
                "cache.fresh=1h");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void isReportedAndNotCached(String what, String bytes, Vertx vertx) throws Exception {
        try (RawServer glance = RawServer.start(RawServer.bytes(bytes))) {
            TestGateway gateway = gateway(vertx, glance);

            RawHttp.Answer answer = gateway.get("demo", PATH);
            RawHttp.Answer list = gateway.get("demo", "/v2/openstack/images/detail");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).startsWith("{\"computeFault\":");
            assertThat(list.status()).isEqualTo(502);
            assertThat(gateway.metrics()).contains("vitrine_cache_images 0.0", "vitrine_cache_lists 0.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "404 Not Found"})
    void anInvalidResponseToADeletionIsLogged(String status, Vertx vertx) throws Exception {
        CapturedLog log = new CapturedLog(GlanceClient.class.getName());
        try (log;
                RawServer glance =
                        RawServer.start(RawServer.bytes("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"))) {
            TestGateway gateway = gateway(vertx, glance);

            assertThat(gateway.send("DELETE", "demo", PATH).status()).isEqualTo(502);
        }
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("invalid response of Glance to /v2/images/" + TestGateway.PUBLIC_IMAGE + ": ");
    }

    /** A second response to one request is given to no client. */
    @Test
    void aSecondResponseToOneRequestIsGivenToNoClient(Vertx vertx) throws Exception {
        String evil = record(TestGateway.FAKEIMAGE7, "evil");
        RawServer.Answer both = (out, request) -> {
            String own = request == 1 ? whole(RECORD) + whole(evil) : whole(record(TestGateway.FAKEIMAGE7, "good"));
            out.write(own.getBytes(StandardCharsets.ISO_8859_1));
        };
        try (RawServer glance = RawServer.start(both)) {
            TestGateway gateway = gateway(vertx, glance);

            assertThat(gateway.get("demo", PATH).body()).contains("good");
            RawHttp.Answer next = gateway.get("demo", OTHER);

            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).contains("good").doesNotContain("evil");
        }
    }

    @Test
    void preliminaryAnswersWithoutEndAreNoAnswer(Vertx vertx) throws Exception {
        try (RawServer glance =
                RawServer.start((out, request) -> forEver(out, "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"))) {
            TestGateway gateway = gateway(vertx, glance);

            assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
            glance.cutOff().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aHundredMebibytesAreNotRead(Vertx vertx) throws Exception {
        String head = OK + JSON + "Content-Length: " + (100 << 20) + "\r\n\r\n{\"id\":\"";
        try (RawServer glance = RawServer.start((out, request) -> {
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            forEver(out, "x".repeat(1 << 16));
        })) {
            TestGateway gateway = gateway(vertx, glance);

            assertThat(gateway.get("demo", PATH).status()).isEqualTo(502);
            glance.cutOff().get(10, TimeUnit.SECONDS);
            assertThat(gateway.metrics()).contains("vitrine_cache_images 0.0");
        }
    }

    /** Until the other end closes the connection. */
    private static void forEver(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            out.write(bytes);
        }
    }
}

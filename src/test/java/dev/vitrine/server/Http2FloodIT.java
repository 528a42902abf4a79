package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of HTTP/2 that make work and want no answer, and requests that are none. Zero windows: SlowClientIT. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class Http2FloodIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final int LAST = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
    private static final int PROTOCOL_ERROR = 1;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int PRIORITY = 2;
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, Http2Client.settings());
    }

    private interface Flood {
        byte[] frames(int number);
    }

    /** Sends so many at once; returns whether the connection ends with that error. */
    private static boolean isCutOff(int times, int error, Flood flood) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.write(flood.frames(i));
        }
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.bytes(all.toByteArray());
            return connection.endsWith(error);
        }
    }

    @ParameterizedTest
    @CsvSource({"PING, 6, 8", "SETTINGS, 4, 0", "PRIORITY, 2, 5", "unknown, 200, 8"})
    void aFloodOfFramesThatAskForNothing(String what, int type, int bytes) throws Exception {
        int stream = type == PRIORITY ? 1 : 0;

        assertThat(isCutOff(600, ENHANCE_YOUR_CALM, i -> RawHttp2.frame(type, 0, stream, new byte[bytes])))
                .isTrue();
    }

    /** Taken back by the client (CVE-2023-44487); or by us, who are made to (CVE-2025-8671). */
    @ParameterizedTest
    @CsvSource({"RST_STREAM, 3, 8", "WINDOW_UPDATE, 8, 0"})
    void requestsThatAreTakenBackAtOnce(String by, int type, int payload) throws Exception {
        assertThat(isCutOff(
                        120,
                        ENHANCE_YOUR_CALM,
                        i -> RawHttp2.both(
                                RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.get("/v2")),
                                RawHttp2.frame(type, 0, 2 * i + 1, RawHttp2.number(payload)))))
                .isTrue();
    }

    /** A part of one byte takes a hundred times as much while the token is validated; flow control counts the byte. */
    @Test
    void aBodyInTinyParts() throws Exception {
        assertThat(isCutOff(
                        1_000,
                        ENHANCE_YOUR_CALM,
                        i -> i == 0
                                ? RawHttp2.frame(
                                        RawHttp2.HEADERS,
                                        RawHttp2.END_HEADERS,
                                        1,
                                        RawHttp2.request(
                                                "PUT", IMAGE + "/metadata", "content-type", "application/json"))
                                : RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[] {' '})))
                .isTrue();
    }

    /** As a proxy may pass on what its clients send: the body in some small parts, an empty one last. */
    @Test
    void shortBodiesInAFewPartsAreServedForAsLongAsTheyCome() throws Exception {
        byte[] head = RawHttp2.request("PUT", IMAGE + "/metadata/k", "content-type", "application/json");
        byte[] body = "{\"meta\":{\"k\":\"v\"}}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            for (int i = 0; i < 300; i++) {
                int stream = 2 * i + 1;
                connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, head);
                for (int at = 0; at < body.length; at += 4) {
                    connection.send(
                            RawHttp2.DATA,
                            0,
                            stream,
                            java.util.Arrays.copyOfRange(body, at, Math.min(at + 4, body.length)));
                }
                connection.send(RawHttp2.DATA, RawHttp2.END_STREAM, stream);
                assertThat(connection.isAnswered(stream)).isTrue();
            }
        }
    }

    /** CVE-2024-27316: a header block without an end, in small pieces. */
    @Test
    void aHeaderBlockThatNeverEndsClosesTheConnection() throws Exception {
        assertThat(isCutOff(
                        100,
                        ENHANCE_YOUR_CALM,
                        i -> i == 0
                                ? RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE))
                                : RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("x", "y"))))
                .isTrue();
    }

    @Test
    void headersFarOverTheLimitCloseTheConnection() throws Exception {
        byte[] block = RawHttp2.get(IMAGE, "x", "y".repeat(8_000), "x", "y".repeat(7_000));

        assertThat(isCutOff(
                        2,
                        PROTOCOL_ERROR,
                        i -> i == 0
                                ? RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, block)
                                : RawHttp2.frame(
                                        RawHttp2.CONTINUATION,
                                        RawHttp2.END_HEADERS,
                                        1,
                                        RawHttp2.block("x", "y".repeat(14_000)))))
                .isTrue();
    }

    /** Nothing that we have to say fits; others are served as before. */
    @Test
    void whoTakesNoHeadersGetsNoneAndHarmsNobody() throws Exception {
        int headerListSize = 6;
        try (RawHttp2 connection = RawHttp2.open(gateway.port(), headerListSize, 1)) {
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.get(IMAGE));
            RawHttp2.Frame frame = connection.next();
            while (frame != null && frame.type() != RawHttp2.RST_STREAM && frame.type() != RawHttp2.HEADERS) {
                frame = connection.next();
            }
        }
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.get(IMAGE));
            assertThat(connection.isAnswered(1)).isTrue();
        }
    }

    /** Pairs of a name and a value, separated by blanks; an underscore is a blank, other characters are as Java has them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no method               | :scheme https :path /v2 :authority a",
                "no scheme               | :method GET :path /v2 :authority a",
                "no path                 | :method GET :scheme https :authority a",
                "two methods             | :method GET :method POST :scheme https :path /v2 :authority a",
                "two paths               | :method GET :scheme https :path /v2 :path /v2 :authority a",
                "two authorities         | :method GET :scheme https :path /v2 :authority a :authority b",
                "a pseudo-header of ours | :method GET :scheme https :path /v2 :authority a :status 200",
                "an unknown one          | :method GET :scheme https :path /v2 :authority a :x y",
                "one behind the others   | :method GET :scheme https :path /v2 x y :authority a",
                "a capital               | :method GET :scheme https :path /v2 :authority a X y",
                "Connection              | :method GET :scheme https :path /v2 :authority a connection close",
                "Transfer-Encoding       | :method GET :scheme https :path /v2 :authority a transfer-encoding chunked",
                "Keep-Alive              | :method GET :scheme https :path /v2 :authority a keep-alive 5",
                "Upgrade                 | :method GET :scheme https :path /v2 :authority a upgrade h2c",
                "Proxy-Connection        | :method GET :scheme https :path /v2 :authority a proxy-connection close",
                "TE                      | :method GET :scheme https :path /v2 :authority a te gzip",
                "another host            | :method GET :scheme https :path /v2 :authority a host b",
                "two hosts               | :method GET :scheme https :path /v2 :authority a host a host b",
                "two hosts alone         | :method GET :scheme https :path /v2 host a host b",
                "a tunnel with a path    | :method CONNECT :scheme https :path /v2 :authority a",
                "a length with no body   | :method GET :scheme https :path /v2 :authority a content-length 3",
                "two lengths             | :method GET :scheme https :path /v2 :authority a content-length 0 content-length 3",
                "a path with no slash    | :method GET :scheme https :path v2 :authority a",
                "an address as path      | :method GET :scheme https :path https://a/v2 :authority a",
                "an empty path           | :method GET :scheme https :path  :authority a",
                "an address as scheme    | :method GET :scheme https://b/? :path /v2 :authority a",
                "another scheme          | :method GET :scheme ftp :path /v2 :authority a",
                "no method by its form   | :method GET? :scheme https :path /v2 :authority a",
                "a blank in the method   | :method GET_/v2 :scheme https :path /v2 :authority a",
                "a line's end in a path  | :method GET :scheme https :path /v2\\r\\nx:y :authority a",
                "a line's end in a value | :method GET :scheme https :path /v2 :authority a x y\\r\\nhost:b",
                "a lone LF in a value    | :method GET :scheme https :path /v2 :authority a x y\\nhost:b",
                "NUL in a value          | :method GET :scheme https :path /v2 :authority a x y\\0z",
                "a line's end in a name  | :method GET :scheme https :path /v2 :authority a x\\r\\ny z",
                "a colon in a name       | :method GET :scheme https :path /v2 :authority a x:y z",
                "a blank in a name       | :method GET :scheme https :path /v2 :authority a x_ z",
            })
    void aRequestThatIsNoneIsRefused(String what, String headers) throws Exception {
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            String[] pairs = Stream.of(headers.split(" ", -1))
                    .map(part -> part.replace("_", " ")
                            .replace("\\r", "\r")
                            .replace("\\n", "\n")
                            .replace("\\0", "\0"))
                    .toArray(String[]::new);
            connection.send(RawHttp2.HEADERS, LAST, 1, RawHttp2.block(pairs));

            RawHttp2.Frame frame = connection.next();
            while (frame != null && frame.type() != RawHttp2.RST_STREAM && frame.type() != RawHttp2.GOAWAY) {
                assertThat(frame.type()).isNotEqualTo(RawHttp2.HEADERS);
                frame = connection.next();
            }
        }
    }
}

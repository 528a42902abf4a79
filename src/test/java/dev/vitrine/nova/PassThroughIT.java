package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawPeer;
import dev.vitrine.testing.RawPeer.Connection;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not for the images API goes to Nova and comes back as it is. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class PassThroughIT {
    private static final String HOST = "Host: cloud.test:8774\r\n";
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final List<AutoCloseable> open = new ArrayList<>();
    private RawPeer nova;
    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        nova = opened(RawPeer.listen());
        gateway = TestGateway.start(vertx, "nova.api-servers=" + nova.url() + "/v2.1", "microversion.max=2.35");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private Connection client() throws Exception {
        return opened(Connection.to(gateway.port()));
    }

    private Connection accepted() throws Exception {
        return opened(nova.accept());
    }

    /** A head as a set of lines, without those that the gateway adds to every message. */
    private static List<String> lines(String head) {
        return Stream.of(head.strip().split("\r\n", -1))
                .filter(line -> !line.matches("(?i)(?:X-Forwarded-\\w+|Via|Date): .*"))
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2.1/servers?limit=1&marker=%20x",
        "HEAD, /v2.1/openstack/flavors",
        "DELETE, /v2/openstack/servers/1",
        "OPTIONS, /v2.1/servers",
        "PATCH, /v2.1/anything",
        "TRACE, /v2.1/anything",
        "PURGE, /v2.1/anything",
        "GET, /",
        "GET, /?a=b",
        "GET, /v2",
        "GET, /v2/",
        "GET, /v2.1",
        "GET, /v2.1/",
        "GET, /v2.1/openstack/",
        "GET, /v1.1/",
        "POST, /v2.1/",
        "GET, /v2.1/openstack/images-of-mine",
        "GET, /v2.1/openstack/images/1/2/3/4",
        "GET, /v2.1/openstack/os-volumes_boot",
        "GET, /v3/servers",
        "GET, /v2/openstack/extensions",
        "GET, /v2.1/extensions/OS-DCF",
        "GET, /extensions//x/../y",
        "GET, /v2.1/openstack/servers/%zz",
        "GET, /%00",
    })
    void everyOtherRequestGoesToNovaAsItIs(String method, String target) throws Exception {
        Connection client = client().write(method + " " + target + " HTTP/1.1\r\n" + HOST + "X-Auth-Token: t\r\n\r\n");

        Connection served = accepted();
        String head = served.head();
        served.write(method.equals("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : OK);

        assertThat(lines(head))
                .containsExactlyInAnyOrder(method + " " + target + " HTTP/1.1", HOST.strip(), "X-Auth-Token: t");
        assertThat(lines(client.head())).containsExactlyInAnyOrder("HTTP/1.1 200 OK", "Content-Length: 2");
        assertThat(method.equals("HEAD") ? "ok" : client.read(2)).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://other.test", "http://other.test/v2.1/servers", "http://other.test?a=b"})
    void absoluteFormGoesOnInOriginFormWithTheTargetsHost(String target) throws Exception {
        client().write("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");

        String path = target.substring("http://other.test".length());
        assertThat(lines(accepted().head()))
                .containsExactlyInAnyOrder(
                        "GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1", "Host: other.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/openstack/images",
                "/v2/openstack/images/detail",
                "/v2.1/images",
                "/v2.1//openstack///images",
                "/v2/openstack/im%61ges",
                "/v1.1/openstack/images.json",
                IMAGE,
                IMAGE + "/metadata",
                IMAGE + "/metadata/k%zz"
            })
    void imagesStayOurs(String path) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", path, "Accept: application/json");

        assertThat(answer.header("x-openstack-request-id")).startsWith("req-");
        assertThat(answer.header("Via")).isEmpty();
    }

    @Test
    void requestsForTheServerItselfAndConnectStayOurs() throws Exception {
        assertThat(RawHttp.send(gateway.port(), "OPTIONS", "*").status()).isEqualTo(204);
        assertThat(RawHttp.send(gateway.port(), "CONNECT", "cloud.test:80").status())
                .isEqualTo(400);
    }

    static Stream<String> bodies() {
        return Stream.of("", "x", "0123456789".repeat(5_000), "\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", "é\u0000ÿ");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyOfDeclaredLengthGoesBothWays(String body) throws Exception {
        String framed = "Content-Length: " + body.length() + "\r\nContent-Type: text/odd\r\n\r\n" + body;
        Connection client = client().write("POST /v2.1/servers HTTP/1.1\r\n" + HOST + framed);

        Connection served = accepted();
        String head = served.head();
        assertThat(served.read(body.length())).isEqualTo(body);
        served.write("HTTP/1.1 202 Accepted\r\n" + framed);

        assertThat(lines(head)).contains("Content-Length: " + body.length(), "Content-Type: text/odd");
        assertThat(head.toLowerCase(java.util.Locale.ROOT)).doesNotContain("transfer-encoding");
        assertThat(lines(client.head()))
                .containsExactlyInAnyOrder(
                        "HTTP/1.1 202 Accepted", "Content-Length: " + body.length(), "Content-Type: text/odd");
        assertThat(client.read(body.length())).isEqualTo(body);
    }

    @Test
    void chunkedBodyGoesBothWaysPartByPart() throws Exception {
        Connection client =
                client().write("PUT /v2.1/x HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        Connection served = accepted();
        assertThat(served.head())
                .containsIgnoringCase("transfer-encoding: chunked")
                .doesNotContain("ontent-");
        assertThat(served.readTo("abc\r\n")).isEqualTo("3\r\nabc\r\n");
        client.write("2\r\nde\r\n0\r\n\r\n");
        assertThat(served.readTo("0\r\n\r\n")).isEqualTo("2\r\nde\r\n0\r\n\r\n");

        served.write("HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n1\r\nA\r\n");
        assertThat(client.head())
                .startsWith("HTTP/1.1 200 Fine\r\n")
                .containsIgnoringCase("transfer-encoding: chunked")
                .contains("Trailer: X-Sum");
        assertThat(client.readTo("A\r\n")).isEqualTo("1\r\nA\r\n");
        served.write("0\r\nX-Sum: 7\r\nTransfer-Encoding: gzip\r\nContent-Length: 9\r\n\r\n");
        assertThat(client.readTo("\r\n\r\n")).isEqualTo("0\r\nX-Sum: 7\r\n\r\n");
    }

    @Test
    void headOfTheResponseDoesNotWaitForItsBody() throws Exception {
        Connection client = client().write("GET /v2.1/x HTTP/1.1\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");

        assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
        served.write("o");
        assertThat(client.read(1)).isEqualTo("o");
        served.write("k");
        assertThat(client.read(1)).isEqualTo("k");
    }

    @ParameterizedTest
    @CsvSource({
        "200, Very Fine, Content-Length: 0",
        "204, No Content, X: y",
        "304, Not Modified, ETag: \"x\"",
        "302, Found, Location: http://nova.test/x",
        "401, Unauthorized, WWW-Authenticate: Keystone uri=\"http://k\"",
        "413, Request Entity Too Large, Retry-After: 7",
        "418, '', X: y",
        "500, Internal Server Error, X-Compute-Request-Id: req-1",
        "503, Service Unavailable, Retry-After: 9",
        "599, Odd, X: y",
        "799, Odder, X: y",
    })
    void everyStatusComesBackAsItIs(int status, String reason, String field) throws Exception {
        Connection client = client().write("GET /v2.1/x HTTP/1.1\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        boolean isBodiless = status == 204 || status == 304;
        String length = isBodiless || field.startsWith("Content") ? "" : "Content-Length: 0\r\n";
        served.write("HTTP/1.1 " + status + " " + reason + "\r\n" + field + "\r\n" + length + "\r\n");

        assertThat(lines(client.head()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of("HTTP/1.1 " + status + " " + reason, field, length.strip())
                                .filter(line -> !line.isEmpty())
                                .map(String::strip)
                                .toList());
    }

    @Test
    void connectionsAreKeptOnBothSides() throws Exception {
        Connection client = client();
        client.write("GET /v2.1/a HTTP/1.1\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        served.write(OK);
        client.head();
        client.read(2);

        client.write("GET /v2.1/b HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(served.head()).startsWith("GET /v2.1/b ");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        Connection client = client().write("GET /v2.1/a HTTP/1.1\r\n" + HOST + "\r\nGET /v2.1/b HTTP/1.1\r\n" + HOST
                + "\r\nGET " + IMAGE + " HTTP/1.1\r\nX-Auth-Token: demo\r\n" + HOST + "\r\n");
        for (String path : List.of("a", "b")) {
            Connection served = accepted();
            assertThat(served.head()).startsWith("GET /v2.1/" + path);
            served.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + path);
            client.head();
            assertThat(client.read(1)).isEqualTo(path);
        }
        assertThat(client.head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void responseWithoutLengthEndsWithTheConnectionForAClientOfHttp10() throws Exception {
        Connection client = client().write("GET /v2.1/x HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");

        assertThat(lines(client.head())).containsExactlyInAnyOrder("HTTP/1.0 200 OK", "connection: close");
        assertThat(client.rest()).isEqualTo("ok");
    }

    @Test
    void responseThatEndsWithNovasConnectionIsWhole() throws Exception {
        Connection client = client().write("GET /v2.1/x HTTP/1.1\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nok").close();

        assertThat(client.head()).containsIgnoringCase("transfer-encoding: chunked");
        assertThat(client.readTo("0\r\n\r\n")).isEqualTo("2\r\nok\r\n0\r\n\r\n");
    }
}

package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.0 needs no Host (RFC 9112, 3.2): links then begin with the address that the client has connected to. */
@ExtendWith(VertxExtension.class)
class Http10IT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String PUBLIC = "/v2.1/openstack/images/" + TestGateway.PUBLIC_IMAGE;
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(
                vertx,
                "links.compute-link-prefix=",
                "links.allowed-hosts=api.test",
                "cors.allowed-origins=http://page.test");
    }

    private static String own() {
        return "http://127.0.0.1:" + gateway.port();
    }

    private static RawHttp.Answer send(String method, String path, String... headers) throws Exception {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return RawHttp.send(gateway.port(), method + " " + path + " HTTP/1.0\r\n" + more + "\r\n");
    }

    /** HAProxy's {@code option httpchk GET /} sends it, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/v2", "/v2/", "/v2.1", "/v2.1/"})
    void aHealthCheckOfHaproxyIsServed(String path) throws Exception {
        RawHttp.Answer get = send("GET", path);
        RawHttp.Answer head = send("HEAD", path);

        assertThat(get.status()).isEqualTo(200);
        assertThat(get.body()).contains("\"" + own() + "/v2");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send("OPTIONS", path).status()).isEqualTo(204);
    }

    @Test
    void versionsInXmlAndChoicesNameTheOwnAddress() throws Exception {
        assertThat(send("GET", "/", "Accept: application/xml").body()).contains("href=\"" + own() + "/v2/\"");
        RawHttp.Answer choices = send("GET", "/nowhere");
        assertThat(choices.status()).isEqualTo(300);
        assertThat(choices.body()).contains(own() + "/v2.1/nowhere");
    }

    @ParameterizedTest
    @CsvSource({IMAGE + ", application/json", IMAGE + ", application/xml", PUBLIC + ", application/json"})
    void imagesAndListsNameTheOwnAddressFromTheCacheToo(String path, String accept) throws Exception {
        String list = path.substring(0, path.lastIndexOf('/'));
        for (String each : List.of(path, path, list, list + "/detail", list + "?limit=1")) {
            RawHttp.Answer answer = send("GET", each, "X-Auth-Token: demo", "Accept: " + accept);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo(accept);
            assertThat(answer.body()).contains("\"" + own() + list);
            assertThat(send("HEAD", each, "X-Auth-Token: demo").status()).isEqualTo(200);
        }
    }

    @Test
    void anAddressOfOneClientIsNotShownToAnother() throws Exception {
        send("GET", IMAGE, "X-Auth-Token: demo");

        assertThat(gateway.get("demo", IMAGE, "Host: api.test").body())
                .contains("\"http://api.test" + IMAGE)
                .doesNotContain(own());
    }

    @Test
    void changesAreMade() throws Exception {
        String body = "{\"metadata\": {\"since\": \"1996\"}}";
        RawHttp.Answer merged = RawHttp.send(
                gateway.port(),
                "POST " + IMAGE + "/metadata HTTP/1.0\r\nX-Auth-Token: demo\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(merged.status()).isEqualTo(200);
        assertThat(send("GET", IMAGE + "/metadata/since", "X-Auth-Token: demo").body())
                .isEqualTo("{\"meta\":{\"since\":\"1996\"}}");
        assertThat(send("DELETE", IMAGE + "/metadata/since", "X-Auth-Token: demo")
                        .status())
                .isEqualTo(204);
        assertThat(send("DELETE", "/v2/openstack/images/00000000-dead-4bad-8bad-000000000000", "X-Auth-Token: demo")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aHostThatIsSentCountsAndAnEmptyOneIsNone() throws Exception {
        assertThat(send("GET", "/", "Host: api.test").body()).contains("http://api.test/v2/");
        assertThat(send("GET", "/", "Host:").body()).contains(own() + "/v2/");
        assertThat(send("GET", "/", "Host: \t ").body()).contains(own() + "/v2/");
        assertThat(send("GET", "/", "X-Forwarded-Host: evil.test", "Forwarded: host=evil.test")
                        .body())
                .contains(own() + "/v2/");
        assertThat(send("GET", "/", "Host: evil.test").status()).isEqualTo(400);
        assertThat(send("GET", "/", "Host: a b").status()).isEqualTo(400);
        assertThat(send("GET", "/", "Host: a", "Host: a").status()).isEqualTo(400);
    }

    @Test
    void aPageFromElsewhereGetsItsCorsHeaders() throws Exception {
        RawHttp.Answer answer = send("GET", IMAGE, "X-Auth-Token: demo", "Origin: http://page.test");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://page.test");
    }

    /** HTTP/1.0 knows no interim response: the expectation is ignored (RFC 9110, 10.1.1). */
    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "100-Continue"})
    void anExpectationOfHttp10IsIgnored(String expectation) throws Exception {
        String body = "{\"metadata\": {\"expected\": \"nothing\"}}";

        String answers = RawHttp.exchange(
                gateway.port(),
                "POST " + IMAGE + "/metadata HTTP/1.0\r\nX-Auth-Token: demo\r\nExpect: " + expectation
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(answers).matches("(?s)HTTP/1\\.[01] 200 .*").doesNotContain(" 100 ");
    }

    /** RFC 9112, 9.3: persistent if the client asks for it, else not. */
    @Test
    void theConnectionGoesOnIfTheClientAsksForIt() throws Exception {
        String get = "GET / HTTP/1.0\r\n";

        assertThat(RawHttp.exchange(gateway.port(), get + "Connection: keep-alive\r\n\r\n" + get + "\r\n")
                        .split("200 OK", -1))
                .hasSize(3);
        assertThat(RawHttp.exchange(gateway.port(), get + "\r\n" + get + "\r\n").split("200 OK", -1))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, " + IMAGE + ", 401, unauthorized",
        "PATCH, " + IMAGE + ", 401, unauthorized",
        "GET, /v2/openstack/images/1, 404, itemNotFound",
        "PATCH, " + IMAGE + ", 405, badMethod",
        "GET, /v2/bogus/images, 400, badRequest",
        "GET, /v2/openstack/images?limit=x, 400, badRequest",
        "GET, /nowhere, 300, choices",
        "OPTIONS, *, 204, ''",
        "OPTIONS, " + IMAGE + ", 204, ''",
        "GET, *, 400, badRequest"
    })
    void otherResponsesAreThoseOfHttp11(String method, String path, int status, String root) throws Exception {
        String token = "X-Auth-Token: " + (status == 401 ? "nobody" : "demo");
        RawHttp.Answer xml = send(method, path, token, "Accept: application/xml");

        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.body()).contains(root.isEmpty() ? "" : "<" + root);
        assertThat(xml.header("Allow").isEmpty()).isEqualTo(status != 204 && status != 405);
        assertThat(xml.header("Transfer-Encoding")).isEmpty();
    }

    @Test
    void changesInXmlAndWithPreconditionsAreMade() throws Exception {
        String item = IMAGE + "/metadata/tagged";
        String body = "<meta xmlns=\"http://docs.openstack.org/compute/api/v1.1\" key=\"tagged\">1</meta>";
        String put = "PUT " + item + " HTTP/1.0\r\nX-Auth-Token: demo\r\nContent-Type: application/xml\r\n"
                + "Content-Length: " + body.length() + "\r\n";

        assertThat(RawHttp.send(gateway.port(), put + "If-Match: *\r\n\r\n" + body)
                        .status())
                .isEqualTo(412);
        assertThat(RawHttp.send(gateway.port(), put + "If-None-Match: *\r\n\r\n" + body)
                        .status())
                .isEqualTo(200);
        String tag = send("GET", item, "X-Auth-Token: demo").header("ETag");
        assertThat(send("DELETE", item, "X-Auth-Token: demo", "If-Match: \"other\"")
                        .status())
                .isEqualTo(412);
        assertThat(send("DELETE", item, "X-Auth-Token: demo", "If-Match: " + tag)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theTagOfAnImageIsThatOfTheOwnAddress() throws Exception {
        String tag = send("GET", IMAGE, "X-Auth-Token: demo").header("ETag");

        assertThat(send("HEAD", IMAGE, "X-Auth-Token: demo").header("ETag")).isEqualTo(tag);
        assertThat(send("GET", IMAGE, "X-Auth-Token: demo", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
        assertThat(send("GET", IMAGE, "X-Auth-Token: demo", "Host: api.test", "If-Match: " + tag)
                        .status())
                .isEqualTo(412);
    }

    @Test
    void linksNameAnAddressOfVersion6InBrackets(Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx, "listen.host=::1", "links.compute-link-prefix=");
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try (Socket socket = new Socket(InetAddress.getByAddress(loopback), other.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).contains("\"http://[0:0:0:0:0:0:0:1]:" + other.port() + "/v2.1/\"");
        }
    }

    @Test
    void http11NeedsAHost() throws Exception {
        assertThat(RawHttp.send(gateway.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(RawHttp.send(gateway.port(), "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    /** The connection cannot go on, whatever the client asks for: its body has not been read. */
    @ParameterizedTest
    @CsvSource({"true, 413", "false, 413"})
    void anAnswerBeforeTheEndOfTheBodySaysThatTheConnectionEnds(boolean isManagement, int status) throws Exception {
        String path = isManagement ? "/livez" : IMAGE + "/metadata";
        String answer = RawHttp.exchange(
                isManagement ? gateway.managementPort() : gateway.port(),
                "PUT " + path + " HTTP/1.0\r\nX-Auth-Token: demo\r\nContent-Type: application/json\r\n"
                        + "Connection: keep-alive\r\nContent-Length: 200000\r\n\r\n");

        assertThat(answer)
                .contains(" " + status + " ")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .doesNotContainIgnoringCase("keep-alive");
    }

    /** DNS rebinding needs a browser, and each names the host. */
    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/healthcheck", "/readyz", "/metrics", "/config", "/cache", "/"})
    void theManagementListenerIsAskedByItsAddress(String path) throws Exception {
        assertThat(RawHttp.send(gateway.managementPort(), "GET " + path + " HTTP/1.0\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.send(gateway.managementPort(), "HEAD " + path + " HTTP/1.0\r\nHost:\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.send(gateway.managementPort(), "GET /config HTTP/1.0\r\nHost: evil.test\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }
}

package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
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

    @Test
    void http11NeedsAHost() throws Exception {
        assertThat(RawHttp.send(gateway.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(RawHttp.send(gateway.port(), "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    /** DNS rebinding needs a browser, and each names the host. */
    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/healthcheck", "/readyz", "/metrics", "/config", "/cache", "/"})
    void theManagementListenerIsAskedByItsAddress(String path) throws Exception {
        assertThat(RawHttp.send(gateway.managementPort(), "GET " + path + " HTTP/1.0\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.send(gateway.managementPort(), "GET /config HTTP/1.0\r\nHost: evil.test\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }
}

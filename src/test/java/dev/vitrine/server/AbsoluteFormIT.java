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

/** A target in absolute form names the host; the Host header is ignored then (RFC 9112, 3.2.2). */
@ExtendWith(VertxExtension.class)
class AbsoluteFormIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String LIST = "/v2.1/openstack/images";
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(
                vertx,
                "links.compute-link-prefix=",
                "links.allowed-hosts=target.test, target.test:80, [::1]:8774, other.test");
    }

    private static RawHttp.Answer send(String method, String target, String version, String host, String accept)
            throws Exception {
        return RawHttp.send(
                gateway.port(),
                method + " " + target + " HTTP/" + version + "\r\n" + host + "Accept: " + accept
                        + "\r\nX-Auth-Token: demo\r\nConnection: close\r\n\r\n");
    }

    private static RawHttp.Answer get(String target, String host) throws Exception {
        return send("GET", target, "1.1", "Host: " + host + "\r\n", "application/json");
    }

    @ParameterizedTest(name = "{0}{2} with Host {1}")
    @CsvSource({
        "http://target.test:80, evil.test, " + IMAGE,
        "http://target.test, other.test, " + IMAGE,
        "http://target.test, target.test:81, " + LIST,
        "HTTP://target.test, evil.test, " + IMAGE,
        "http://TARGET.test, evil.test, " + IMAGE,
        "http://[::1]:8774, evil.test, " + IMAGE,
        "http://target.test, '', " + IMAGE,
        "https://target.test, evil.test, " + IMAGE,
        "hTtP://target.test, evil.test, " + IMAGE,
        "http://target.test, xn--bcher-kva.test:65535, " + IMAGE,
        "http://target.test, [::1], " + LIST
    })
    void theHostOfTheTargetIsThatOfTheLinks(String origin, String host, String path) throws Exception {
        // Twice: the second one is a cache hit, which is answered before the Router.
        for (int i = 0; i < 2; i++) {
            RawHttp.Answer json = get(origin + path, host);
            RawHttp.Answer xml = send("GET", origin + path, "1.1", "Host: " + host + "\r\n", "application/xml");

            String links = "http://" + origin.substring(origin.indexOf("//") + 2) + path.substring(0, 10);
            assertThat(json.status()).isEqualTo(200);
            assertThat(json.body()).contains(links).doesNotContain("evil").doesNotContain("other.test");
            assertThat(xml.body()).contains(links).doesNotContain("evil").doesNotContain("other.test");
        }
    }

    @Test
    void aHostThatIsNotAllowedDoesNotBecomeSoByTheHeader() throws Exception {
        assertThat(get("http://evil.test" + IMAGE, "target.test").status()).isEqualTo(400);
        assertThat(get("http://target.test:99" + IMAGE, "target.test").status()).isEqualTo(400);
    }

    @Test
    void methodsQueriesAndVersionsOfHttpAreServedAlike() throws Exception {
        String origin = "http://target.test";
        assertThat(send("HEAD", origin + IMAGE, "1.1", "Host: x\r\n", "*/*").status())
                .isEqualTo(200);
        assertThat(send("GET", origin + IMAGE, "1.0", "", "*/*").body()).contains(origin + IMAGE);
        assertThat(send("GET", origin + IMAGE, "1.0", "Host: evil.test\r\n", "*/*")
                        .body())
                .contains(origin + IMAGE);
        assertThat(send("DELETE", origin + "/v2/openstack/images/x", "1.1", "Host: x\r\n", "*/*")
                        .status())
                .isEqualTo(404);
        assertThat(send("OPTIONS", origin + IMAGE, "1.1", "Host: x\r\n", "*/*").header("Allow"))
                .contains("DELETE");
        assertThat(get(origin + LIST + "?limit=1&x=/y?z", "x").body()).contains(LIST + "?limit=1&marker=");
    }

    /** An empty port is the default one, and leading zeros are no part of a number (RFC 3986, 3.2.3 and 6.2.3). */
    @ParameterizedTest
    @CsvSource({
        "target.test:, target.test",
        "target.test:0080, target.test:80",
        "target.test:00080, target.test:80",
        "target.test:0000000080, target.test:80",
        "[::1]:00000008774, [::1]:8774"
    })
    void aPortIsTheNumberThatItStandsFor(String authority, String host) throws Exception {
        for (String path : List.of(IMAGE, IMAGE, LIST, "/")) {
            RawHttp.Answer absolute = get("http://" + authority + path, "evil.test");
            RawHttp.Answer origin = get(path, authority);

            assertThat(absolute.status()).as(path).isEqualTo(200);
            assertThat(absolute.body()).contains("\"http://" + host + "/v2").doesNotContain("evil");
            assertThat(origin.status()).as(path).isEqualTo(200);
            assertThat(origin.body()).contains("\"http://" + host + "/v2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://target.test/v2/%6fpenstack/images/" + TestGateway.FAKEIMAGE7 + ", 200",
        "http://target.test/" + IMAGE + ", 200",
        "http://target.test/v2//openstack/images/" + TestGateway.FAKEIMAGE7 + ", 200",
        "http://target.test/v2/openstack/images/a@b, 404",
        "http://target.test/v2/openstack/images/http://evil.test/x, 404",
        "http://target.test/v2/openstack/images/, 404",
        "http://target.test/nowhere@evil.test, 300",
        "http://target.test/*, 300"
    })
    void thePathIsServedAsInOriginForm(String target, int status) throws Exception {
        RawHttp.Answer absolute = get(target, "other.test");
        RawHttp.Answer origin = get(target.substring("http://target.test".length()), "target.test");

        assertThat(absolute.status()).isEqualTo(status);
        assertThat(absolute.body()).isEqualTo(origin.body()).doesNotContain("other.test");
    }

    @Test
    void changesAreMadeAndTagsAreThoseOfTheTargetsHost() throws Exception {
        String item = IMAGE + "/metadata/absolute";
        String body = "{\"meta\":{\"absolute\":\"1\"}}";
        String put = "PUT http://target.test" + item + " HTTP/1.1\r\nHost: evil.test\r\nX-Auth-Token: demo\r\n"
                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String tag = get(IMAGE, "target.test").header("ETag");

        assertThat(RawHttp.send(gateway.port(), put).body()).isEqualTo(body);
        assertThat(send("DELETE", "http://target.test" + item, "1.1", "Host: x\r\n", "*/*")
                        .status())
                .isEqualTo(204);
        assertThat(get("http://target.test" + IMAGE, "other.test\r\nIf-None-Match: " + tag)
                        .status())
                .isEqualTo(200);
        String now = get(IMAGE, "target.test").header("ETag");
        assertThat(get("http://target.test" + IMAGE, "other.test\r\nIf-None-Match: " + now)
                        .status())
                .isEqualTo(304);
        assertThat(get("http://other.test" + IMAGE, "target.test\r\nIf-Match: " + now)
                        .status())
                .isEqualTo(412);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: other.test\r\n\r\n";
    }

    @Test
    void theNextRequestOfTheConnectionHasItsOwnHost() throws Exception {
        String answers = RawHttp.exchange(
                gateway.port(),
                get("http://target.test/v2") + get("/v2")
                        + "OPTIONS http://target.test HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
        assertThat(answers.indexOf("http://target.test/v2/")).isLessThan(answers.indexOf("http://other.test/v2/"));
        assertThat(answers).containsOnlyOnce("HTTP/1.1 204 ");
    }

    /** Neither the query nor its slashes are taken for the path (RFC 9112, 3.2.1: an empty path is a slash). */
    @ParameterizedTest
    @ValueSource(strings = {"http://target.test", "http://target.test/", "http://target.test?a=/v2/openstack/images"})
    void noPathIsTheRoot(String target) throws Exception {
        RawHttp.Answer answer = get(target, "x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"versions\":").contains("http://target.test/v2.1/");
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "http://user@target.test/v2, Host: target.test",
        "http://user:s3cret@target.test/v2, Host: target.test",
        "http:///v2, Host: target.test",
        "http://:80/v2, Host: target.test",
        "http://target.test:99999/v2, Host: target.test",
        "http://[::1/v2, Host: target.test",
        "http:/v2, Host: target.test",
        "ftp://target.test/v2, Host: target.test",
        "target.test/v2, Host: target.test",
        "v2, Host: target.test",
        "http://target.test:80:80/v2, Host: target.test",
        "http://target.test:+80/v2, Host: target.test",
        "http://target.test:8o/v2, Host: target.test",
        "http://target.test\\@evil.test/v2, Host: target.test",
        "http://target.test#/v2, Host: target.test",
        "http://[::1]x/v2, Host: target.test",
        "http:target.test/v2, Host: target.test",
        "http://target.test/v2, Host: a b",
        "http://target.test/v2, Host: u@a",
        "http://target.test/v2, No-Host: x",
        "http://target.test/v2, 'Host: a~Host: a'"
    })
    void whatIsNoHttpUrlAndAnInvalidHostAreRefusedAndTheConnectionIsClosed(String target, String header)
            throws Exception {
        String answers = RawHttp.exchange(
                gateway.port(),
                "GET " + target + " HTTP/1.1\r\n" + header.replace("~", "\r\n") + "\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: target.test\r\nConnection: close\r\n\r\n");

        assertThat(answers)
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, evil.test, 200",
        "http://127.0.0.1:8775, evil.test, 200",
        "http://evil.test, localhost, 403",
    })
    void onTheManagementListenerTheTargetSaysWhoIsAsked(String origin, String host, int status) throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                gateway.managementPort(),
                "GET " + origin + "/config HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The version documents over the wire, and the choices outside the mounts. */
@ExtendWith(VertxExtension.class)
class VersionsIT {
    private static final String OWN_HOST = "links.compute-link-prefix=";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    @ParameterizedTest(name = "{0} is {1} and {2}")
    @CsvSource({
        "/, 200, versions-root",
        "//, 200, versions-root",
        "/?limit=1, 200, versions-root",
        "http://gateway.test:8774, 200, versions-root",
        "http://gateway.test:8774?limit=1, 200, versions-root",
        "/v1.1, 200, version-v2",
        "/v1.1/, 200, version-v2",
        "/v2, 200, version-v2",
        "/v2/, 200, version-v2",
        "//v2, 200, version-v2",
        "/images/1, 300, choices",
        "//images//1, 300, choices",
        "/images/1?limit=1, 300, choices"
    })
    void theSampleComesInBothFormatsWithoutAToken(String path, int status, String sample) throws Exception {
        RawHttp.Answer json = open("GET", path, "Accept: application/json");
        RawHttp.Answer xml = open("GET", path, "Accept: application/xml");

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(JSON.readTree(json.body())).isEqualTo(JSON.readTree(sample(sample + ".json")));
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.header("Content-Type")).isEqualTo("application/xml");
        assertThat(xml.body().replaceAll(">\\s+<", "><"))
                .isEqualTo(sample(sample + ".xml").replaceAll(">\\s+<", "><").strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.1", "/v2.1/", "/v2%2E1/"})
    void v21ShowsItselfInJsonAlone(String path) throws Exception {
        RawHttp.Answer answer = open("GET", path, "Accept: application/xml");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree(sample("version-v21.json")));
    }

    @Test
    void theHighestMicroversionShownIsTheConfiguredOne(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "microversion.max=2.35");

        assertThat(RawHttp.send(gateway.port(), "GET", "/").body()).contains("\"version\":\"2.35\"");
        assertThat(RawHttp.send(gateway.port(), "GET", "/v2.1/").body()).contains("\"version\":\"2.35\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/, application/vnd.openstack.compute+xml, application/vnd.openstack.compute+xml",
        "/v1.1/, application/vnd.openstack.compute+xml, application/vnd.openstack.compute+xml",
        "/v2/, application/vnd.openstack.compute+json, application/vnd.openstack.compute+json",
        "/v2.1/, application/vnd.openstack.compute+xml, application/json",
        "/v2.1/, application/vnd.openstack.compute+json, application/vnd.openstack.compute+json",
        "/nowhere, application/vnd.openstack.compute+xml, application/vnd.openstack.compute+xml",
        "/, application/atom+xml, application/json",
        "/v2/, application/atom+xml, application/json",
        "/, text/html, application/json"
    })
    void theMediaTypeIsTheOneAskedForWhereItIsOnOffer(String path, String accept, String type) throws Exception {
        RawHttp.Answer answer = open("GET", path, "Accept: " + accept);

        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.body()).startsWith(type.endsWith("xml") ? "<?xml" : "{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1.1", "/v2/", "/v2.1", "/v2.1/", "/nowhere"})
    void headAnswersAsGetWithoutTheBody(String path) throws Exception {
        RawHttp.Answer get = open("GET", path);
        RawHttp.Answer head = open("HEAD", path);

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1.1", "/v1.1/", "/v2", "/v2/", "/v2.1", "/v2.1/", "/v2.1/openstack/"})
    void optionsTellsTheMethodsOfADocument(String path) throws Exception {
        RawHttp.Answer answer = open("OPTIONS", path);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /, <badMethod",
        "DELETE, /v1.1/, <badMethod",
        "PUT, /v2, <badMethod",
        "PATCH, /v2.1/, '{\"badMethod\"'",
        "POST, /v2.1/openstack/, '{\"badMethod\"'"
    })
    void aDocumentCanOnlyBeRead(String method, String path, String fault) throws Exception {
        RawHttp.Answer answer = gateway.send(method, "demo", path, "Accept: application/xml");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(answer.body()).startsWith(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "OPTIONS"})
    void everyMethodIsShownTheChoices(String method) throws Exception {
        assertThat(open(method, "/images/1").status()).isEqualTo(300);
    }

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource({
        "/v3/openstack/images/1, /v3/openstack/images/1",
        "/V2/, /V2/",
        "/v2.xml, /v2.xml",
        "/nowhere/, /nowhere/",
        "//nowhere//else, /nowhere/else",
        "/a%2Fb, /a%2Fb",
        "/%2Fv2, /%2Fv2",
        "/caf%c3%a9, /caf%C3%A9",
        "'/a\"><b>&', /a%22%3E%3Cb%3E%26",
        "/%3Cscript%3E, /%3Cscript%3E"
    })
    void choicesNameThePathEscaped(String path, String shown) throws Exception {
        String json = open("GET", path, "Accept: application/json").body();
        String xml = open("GET", path, "Accept: application/xml").body();

        for (String version : new String[] {"v2", "v2.1"}) {
            assertThat(json).contains("\"href\":\"http://openstack.example.com/" + version + shown + "\"");
            assertThat(xml).contains("href=\"http://openstack.example.com/" + version + shown + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 400", "HEAD, 400", "DELETE, 400", "OPTIONS, 204"})
    void anAsteriskIsForOptionsOnly(String method, int status) throws Exception {
        RawHttp.Answer answer = open(method, "*");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Allow")).isEqualTo(status == 204 ? "GET, HEAD, POST, PUT, DELETE, OPTIONS" : "");
    }

    @ParameterizedTest
    @CsvSource({"/%zz, 400", "/v2/%00, 401", "/v2/openstack, 401", "/v2.1/images/, 401", "/v2.1/openstack, 401"})
    void brokenPathsAndPathsBelowAMountAreNotAnsweredSo(String path, int status) throws Exception {
        assertThat(open("GET", path).status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{1} as {0} with version {2} is {3}")
    @CsvSource({
        "demo, /v2.1/openstack/, 2.1, 200",
        "demo, /v2.1/openstack/, 2.104, 200",
        "demo, /v2.1/openstack/, 9.9, 406",
        "demo, /v2.1/openstack/, 2.x, 400",
        "demo, /v2.1/other/, 2.1, 400",
        "nobody, /v2.1/openstack/, 2.1, 401",
        "demo, /v2.1/openstack, 2.1, 404",
        "demo, /v2.1/images/, 2.1, 404",
        "demo, /v2/openstack/, 2.1, 404",
        "demo, /v1.1/openstack/, 2.1, 404"
    })
    void behindAProjectTheDocumentIsForItsUsers(String token, String path, String version, int status)
            throws Exception {
        RawHttp.Answer answer =
                gateway.get(token, path, "OpenStack-API-Version: compute " + version, "Accept: application/json");

        assertThat(answer.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree(sample("version-v21.json")));
            assertThat(answer.header("OpenStack-API-Version")).isEqualTo("compute " + version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1.1/", "/v2", "/v2.1/", "/nowhere"})
    void linksNameTheRequestsOwnHostWhereNoPrefixIsSet(String path, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        assertThat(RawHttp.send(gateway.port(), "GET", path, "Host: [::1]:8774").body())
                .contains("\"http://[::1]:8774/v2");
        for (String host : new String[] {"evil.test/path", "\"><script>", ""}) {
            RawHttp.Answer refused = RawHttp.send(gateway.port(), "GET", path, "Host: " + host);

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body())
                    .isEqualTo("{\"badRequest\":{\"message\":\"The Host header is missing, malformed or not one"
                            + " served here.\",\"code\":400}}");
        }
    }

    private static RawHttp.Answer open(String method, String path, String... headers) throws IOException {
        return RawHttp.send(gateway.port(), method, path, headers);
    }

    private static String sample(String name) throws IOException {
        try (InputStream in = VersionsIT.class.getResourceAsStream("/samples/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

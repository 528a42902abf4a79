package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

/** One image over the wire: mounts, formats, headers, links. */
@ExtendWith(VertxExtension.class)
class ShowImageIT {
    private static final String FAKEIMAGE7 = "/images/" + TestGateway.FAKEIMAGE7;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    @Test
    void theJsonOfTheApiReferenceComesOutOnV2() throws Exception {
        JsonNode shown =
                JSON.readTree(gateway.get("demo", "/v2/openstack" + FAKEIMAGE7).body());

        assertThat(shown).isEqualTo(JSON.readTree(sample("seed.json")));
    }

    @ParameterizedTest
    @CsvSource({".xml, */*", "'', application/xml"})
    void theXmlOfTheApiReferenceComesOutOnV2(String suffix, String accept) throws Exception {
        String shown = gateway.get("demo", "/v2/openstack" + FAKEIMAGE7 + suffix, "Accept: " + accept)
                .body();

        assertThat(shown.replaceAll(">\\s+<", "><"))
                .isEqualTo(sample("seed.xml").replaceAll(">\\s+<", "><").strip());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1.1/openstack, http://openstack.example.com/v1.1/openstack, http://openstack.example.com/openstack,"
                + " http://glance.openstack.example.com/openstack",
        "/v2/openstack, http://openstack.example.com/v2/openstack, http://openstack.example.com/openstack,"
                + " http://glance.openstack.example.com/openstack",
        "/v2.1/openstack, http://openstack.example.com/v2.1/openstack, http://openstack.example.com/openstack,"
                + " http://glance.openstack.example.com",
        "/v2.1, http://openstack.example.com/v2.1, http://openstack.example.com, http://glance.openstack.example.com"
    })
    void linksNameTheMountAndTheProjectOfThePath(String base, String self, String bookmark, String alternate)
            throws Exception {
        JsonNode links =
                JSON.readTree(gateway.get("demo", base + FAKEIMAGE7).body()).at("/image/links");

        assertThat(links.findValuesAsText("href"))
                .containsExactly(self + FAKEIMAGE7, bookmark + FAKEIMAGE7, alternate + FAKEIMAGE7);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/openstack, application/json, application/json",
        "/v2/openstack, application/vnd.openstack.compute+json, application/vnd.openstack.compute+json",
        "/v2/openstack, application/xml, application/xml",
        "/v1.1/openstack, application/vnd.openstack.compute+xml, application/vnd.openstack.compute+xml",
        "/v2/openstack, text/nonsense, application/json",
        "/v2/openstack, ;;;=, application/json",
        "/v2.1, application/xml, application/json",
        "/v2.1/openstack, application/vnd.openstack.compute+json, application/vnd.openstack.compute+json"
    })
    void theMediaTypeIsTheOneAskedForWhereTheMountSpeaksIt(String base, String accept, String type) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", base + FAKEIMAGE7, "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.body()).startsWith(type.endsWith("xml") ? "<?xml" : "{\"image\"");
    }

    @ParameterizedTest
    @CsvSource({"/v1.1/openstack, false", "/v2/openstack, false", "/v2, false", "/v2.1, true", "/v2.1/openstack, true"})
    void sizeIsShownWhereItsExtensionIs(String base, boolean shown) throws Exception {
        JsonNode image =
                JSON.readTree(gateway.get("demo", base + FAKEIMAGE7).body()).path("image");

        assertThat(image.has("OS-EXT-IMG-SIZE:size")).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.1", "v2"})
    void theSettingOfTheMountShowsTheSize(String mount, Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx, "mounts." + mount + ".extensions=OS-DCF, OS-EXT-IMG-SIZE");

        assertThat(other.get("demo", "/" + mount + "/openstack" + FAKEIMAGE7).body())
                .contains("\"OS-EXT-IMG-SIZE:size\":");
    }

    @Test
    void aSuffixIsPartOfTheIdOnV21() throws Exception {
        assertThat(gateway.get("demo", "/v2.1" + FAKEIMAGE7 + ".json").status()).isEqualTo(404);
    }

    @Test
    void slashesInsideThePathCountAsOne() throws Exception {
        assertThat(gateway.get("demo", "/v2//openstack/" + FAKEIMAGE7).status()).isEqualTo(200);
    }

    @Test
    void everyAnswerCarriesItsRequestIdAndIsKeptFromSharedCaches() throws Exception {
        RawHttp.Answer answer = gateway.get("demo", "/v2/openstack" + FAKEIMAGE7);

        assertThat(answer.header("x-openstack-request-id"))
                .matches("req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isEqualTo(answer.header("x-compute-request-id"));
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(answer.header("Vary")).isEqualTo("X-Auth-Token, Accept");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void headAnswersAsGetWithoutTheBody() throws Exception {
        RawHttp.Answer get = gateway.get("demo", "/v2/openstack" + FAKEIMAGE7);
        RawHttp.Answer head = gateway.send("HEAD", "demo", "/v2/openstack" + FAKEIMAGE7);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    }

    @Test
    void optionsTellsTheMethodsWithoutAToken() throws Exception {
        RawHttp.Answer answer = RawHttp.send(gateway.port(), "OPTIONS", "/v2/openstack" + FAKEIMAGE7);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 200, 2.1",
        "OpenStack-API-Version: compute 2.35, 200, 2.35",
        "X-OpenStack-Nova-API-Version: 2.10, 200, 2.10",
        "'OpenStack-API-Version: volume 3.1, COMPUTE 2.5', 200, 2.5",
        "OpenStack-API-Version: volume 3.1, 200, 2.1",
        "OpenStack-API-Version: compute 2.36, 404, 2.36",
        "OpenStack-API-Version: compute latest, 404, 2.104",
        "OpenStack-API-Version: compute 9.9, 406, 9.9",
        "OpenStack-API-Version: compute 2.x, 400, ''",
        "X-OpenStack-Nova-API-Version: LATEST, 400, ''"
    })
    void microversionsAreNegotiatedOnV21(String header, int status, String version) throws Exception {
        RawHttp.Answer answer = header.isEmpty()
                ? gateway.get("demo", "/v2.1" + FAKEIMAGE7)
                : gateway.get("demo", "/v2.1" + FAKEIMAGE7, header);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-OpenStack-Nova-API-Version")).isEqualTo(version);
        assertThat(answer.header("OpenStack-API-Version")).isEqualTo(version.isEmpty() ? "" : "compute " + version);
        assertThat(answer.header("Vary"))
                .isEqualTo("X-Auth-Token, Accept"
                        + (version.isEmpty() ? "" : ", OpenStack-API-Version, X-OpenStack-Nova-API-Version"));
    }

    /** Unless another maximum is set. */
    @ParameterizedTest
    @CsvSource({"latest, 200, 2.35", "2.35, 200, 2.35", "2.36, 406, 2.36"})
    void theLatestMicroversionFindsImages(String asked, int status, String version, Vertx vertx) throws Exception {
        TestGateway plain = TestGateway.start(vertx, "microversion.max=2.35");

        RawHttp.Answer answer = plain.get("demo", "/v2.1" + FAKEIMAGE7, "OpenStack-API-Version: compute " + asked);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("OpenStack-API-Version")).isEqualTo("compute " + version);
    }

    @Test
    void microversionsMeanNothingOnV2() throws Exception {
        RawHttp.Answer answer =
                gateway.get("demo", "/v2/openstack" + FAKEIMAGE7, "OpenStack-API-Version: compute 2.99");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("OpenStack-API-Version")).isEmpty();
    }

    private static String sample(String name) throws IOException {
        try (InputStream in = ShowImageIT.class.getResourceAsStream("/samples/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

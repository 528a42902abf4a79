package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Samples;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images are served with and without a project in the path, as Nova does. */
@ExtendWith(VertxExtension.class)
class ProjectlessPathIT {
    private static final String ID = "3f0c2a1e-6a55-4c4b-9f0e-2f5d8a7b1c07";
    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
        gateway.cloud.put((ObjectNode) Samples.tree(Samples.bytes("14-metadata-before-glance.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2.1"})
    void readsDifferInTheLinksOnly(String mount) throws Exception {
        for (String path : new String[] {
            "/images",
            "/images?limit=1",
            "/images/detail",
            "/images/detail?limit=1",
            "/images/" + ID,
            "/images/" + ID + "/metadata",
            "/images/" + ID + "/metadata/architecture"
        }) {
            for (String type : new String[] {"application/json", "application/xml"}) {
                RawHttp.Answer with = gateway.get("demo", mount + "/openstack" + path, "Accept: " + type);
                RawHttp.Answer without = gateway.get("demo", mount + path, "Accept: " + type);

                assertThat(without.status()).as(path).isEqualTo(200);
                assertThat(without.header("Content-Type")).isEqualTo(with.header("Content-Type"));
                assertThat(without.body())
                        .as(path)
                        .isEqualTo(with.body().replaceAll("(//openstack.example.com(?:/v2|/v2.1)?)/openstack", "$1"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/images.xml, <images",
        "/v2/images/detail.xml, <images",
        "/v2/images/" + ID + ".xml, <image ",
        "/v2/images/" + ID + "/metadata.xml, <metadata ",
        "/v2/images/" + ID + ".json, {\"image\":"
    })
    void suffixesChooseTheFormat(String path, String beginning) throws Exception {
        assertThat(gateway.get("demo", path).body()).contains(beginning);
    }

    @ParameterizedTest
    @CsvSource({
        "by-mount, /v2, /openstack", "by-mount, /v2.1, ''",
        "always, /v2, /openstack", "always, /v2.1, /openstack",
        "never, /v2, ''", "never, /v2.1, ''"
    })
    void theAlternateLinkHoldsTheTokensProject(String setting, String mount, String project, Vertx vertx)
            throws Exception {
        TestGateway other = TestGateway.start(vertx, "links.alternate-project=" + setting);
        String image = "/images/" + TestGateway.PUBLIC_IMAGE;

        assertThat(other.get("demo", mount + image).body())
                .contains("\"http://glance.openstack.example.com" + project + image + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2.1"})
    void changesAreMade(String mount) throws Exception {
        String image = mount + "/images/" + ID;
        String json = "application/json";

        assertThat(gateway.write("demo", "PUT", image + "/metadata/a", json, "{\"meta\":{\"a\":\"1\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.write("demo", "POST", image + "/metadata", json, "{\"metadata\":{\"b\":\"2\"}}")
                        .body())
                .contains("\"a\":\"1\"", "\"b\":\"2\"");
        assertThat(gateway.send("DELETE", "demo", image + "/metadata/a").status())
                .isEqualTo(204);
        assertThat(gateway.write("demo", "PUT", image + "/metadata", json, "{\"metadata\":{\"c\":\"3\"}}")
                        .body())
                .isEqualTo("{\"metadata\":{\"c\":\"3\"}}");
        RawHttp.Answer deleted = gateway.send("DELETE", "demo", image);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("Content-Type")).isEmpty();
        assertThat(gateway.get("demo", image).status()).isEqualTo(404);
    }

    /** {@code /v2} has no microversions (Nova's LegacyV2CompatibleWrapper removes the headers). */
    @Test
    void microversionsAreNoneOfV2() throws Exception {
        for (String version : new String[] {"compute 2.36", "compute 9.9", "compute x", "latest"}) {
            RawHttp.Answer answer = gateway.get("demo", "/v2/images/" + ID, "OpenStack-API-Version: " + version);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("OpenStack-API-Version")).isEmpty();
        }
        assertThat(gateway.get("demo", "/v2.1/images/" + ID, "OpenStack-API-Version: compute 2.36")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2.1"})
    void aTokenWithoutAProjectListsWhatEverybodyMaySee(String mount) throws Exception {
        gateway.cloud.grant("unscoped", DemoUser.of("demo", "openstack").in(new DemoUser.Scope.Unscoped()));
        String image = "/images/" + TestGateway.PUBLIC_IMAGE;

        for (String path : new String[] {"/images", "/images/detail", image, image}) {
            assertThat(gateway.get("unscoped", mount + path).body())
                    .contains("\"http://openstack.example.com" + mount + image + "\"")
                    .contains("\"http://glance.openstack.example.com" + image + "\"");
        }
    }

    @Test
    void changesInXmlAreMade() throws Exception {
        String metadata = "/v2/images/" + ID + "/metadata";

        assertThat(gateway.write("demo", "PUT", metadata + "/a", "application/xml", "<meta key='a'>1</meta>")
                        .body())
                .contains("<meta ", "key=\"a\"", ">1<");
        assertThat(gateway.write(
                                "demo",
                                "POST",
                                metadata + ".xml",
                                "application/xml",
                                "<metadata><meta key='b'>2</meta></metadata>")
                        .body())
                .contains(">1<", ">2<");
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, GET, /v2/images, 401",
        "demo, GET, /v1.1/images, 404",
        "demo, GET, /v1.1/images/" + TestGateway.PUBLIC_IMAGE + ", 404",
        "demo, HEAD, /v2/images, 200",
        "demo, OPTIONS, /v2/images/x, 204",
        "demo, PATCH, /v2/images/x, 405",
        "demo, GET, /v2/images/, 404",
        "demo, GET, /v2/images/images, 404",
        "demo, GET, /v2/images/images/" + ID + ", 404",
        "other, GET, /v2/images/" + ID + ", 404",
        "other, GET, /v2/images/" + TestGateway.PUBLIC_IMAGE + ", 200",
        "demo, HEAD, /v2/images/detail, 200",
        "nobody, OPTIONS, /v2/images, 204",
        "demo, OPTIONS, /v2/images/x/metadata/k, 204",
        "demo, POST, /v2/images, 405",
        "demo, PUT, /v2/images/detail, 405",
        "demo, DELETE, /v2/images.xml, 405",
        "nobody, GET, /v2/images/detail.xml, 401",
        "demo, GET, //v2//images//detail, 200",
        "demo, GET, /v2/images//, 404",
        "demo, GET, /v2/images/detail/, 404",
        "demo, GET, /v2/images/images/metadata, 404",
        "demo, GET, /v2/images.xml/images, 400",
        "demo, GET, /v2/images.json/, 404",
        "demo, GET, /v2/im%61ges/detail, 200",
        "demo, GET, /v2/Images, 404",
        "demo, GET, /v2/images?limit=0&marker=, 200",
        "demo, GET, /v2/images?limit=x, 400",
        "demo, GET, /v2.1/images.json, 404",
        "demo, DELETE, /v2/images/00000000-dead-4bad-8bad-000000000000, 404",
        "demo, DELETE, /v2/images/" + ID + "/metadata/none, 404",
        "demo, GET, /v2/images/" + ID + "/metadata/architecture.xml, 200"
    })
    void theRestIsAsWithAProject(String token, String method, String path, int status) throws Exception {
        assertThat(gateway.send(method, token, path).status()).isEqualTo(status);
    }
}

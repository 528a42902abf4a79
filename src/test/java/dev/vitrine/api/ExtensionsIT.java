package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The extensions that are switched on, as Nova shows them. */
@ExtendWith(VertxExtension.class)
class ExtensionsIT {
    private static final String OLD_DISK_CONFIG =
            "{\"alias\":\"OS-DCF\",\"description\":\"Disk Management Extension.\","
                    + "\"links\":[],\"name\":\"DiskConfig\","
                    + "\"namespace\":\"http://docs.openstack.org/compute/ext/disk_config/api/v1.1\","
                    + "\"updated\":\"2011-09-27T00:00:00+00:00\"}";
    private static final String OLD_IMAGE_SIZE =
            "{\"alias\":\"OS-EXT-IMG-SIZE\",\"description\":\"Adds image size to image listings.\","
                    + "\"links\":[],\"name\":\"ImageSize\","
                    + "\"namespace\":\"http://docs.openstack.org/compute/ext/image_size/api/v1.1\","
                    + "\"updated\":\"2013-02-19T00:00:00Z\"}";
    private static final String DISK_CONFIG = modern(OLD_DISK_CONFIG);
    private static final String IMAGE_SIZE = modern(OLD_IMAGE_SIZE);
    private static final String NAMESPACES =
            " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns=\"http://docs.openstack.org/common/api/v1.0\"";
    private static final String DISK_CONFIG_XML =
            " alias=\"OS-DCF\" updated=\"2011-09-27T00:00:00+00:00\" namespace=\"http://docs.openstack.org/compute/ext/"
                    + "disk_config/api/v1.1\" name=\"DiskConfig\"><description>Disk Management Extension.</description>"
                    + "</extension>";
    private static final String IMAGE_SIZE_XML =
            " alias=\"OS-EXT-IMG-SIZE\" updated=\"2013-02-19T00:00:00Z\" namespace=\"http://docs.openstack.org/compute/ext/"
                    + "image_size/api/v1.1\" name=\"ImageSize\"><description>Adds image size to image listings."
                    + "</description></extension>";
    private static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n";

    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    private static String modern(String old) {
        return old.replaceAll("compute/ext/[a-z_/]+api/v1.1", "compute/ext/fake_xml")
                .replaceAll("\"updated\":\"[^\"]+\"", "\"updated\":\"2014-12-03T00:00:00Z\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1.1/openstack", "/v2/openstack", "/v2"})
    void oldMountsShowDiskConfigInBothFormats(String base) throws Exception {
        RawHttp.Answer json = gateway.get("demo", base + "/extensions");
        RawHttp.Answer xml = gateway.get("demo", base + "/extensions", "Accept: application/xml");

        assertThat(json.status()).isEqualTo(200);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.body()).isEqualTo("{\"extensions\":[" + OLD_DISK_CONFIG + "]}");
        assertThat(xml.header("Content-Type")).isEqualTo("application/xml");
        assertThat(xml.body())
                .isEqualTo(
                        DECLARATION + "<extensions" + NAMESPACES + "><extension" + DISK_CONFIG_XML + "</extensions>");
        assertThat(gateway.get("demo", base + "/extensions.xml").body()).isEqualTo(xml.body());
        assertThat(gateway.get("demo", base + "/extensions/OS-DCF").body())
                .isEqualTo("{\"extension\":" + OLD_DISK_CONFIG + "}");
        assertThat(gateway.get("demo", base + "/extensions/OS-DCF.xml").body())
                .isEqualTo(DECLARATION + "<extension" + NAMESPACES + DISK_CONFIG_XML);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.1/openstack", "/v2.1"})
    void v21ShowsBothInJsonAlone(String base) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", base + "/extensions", "Accept: application/xml");

        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"extensions\":[" + DISK_CONFIG + "," + IMAGE_SIZE + "]}");
        assertThat(gateway.get("demo", base + "/extensions/OS-EXT-IMG-SIZE").body())
                .isEqualTo("{\"extension\":" + IMAGE_SIZE + "}");
        assertThat(gateway.get("demo", base + "/extensions.xml").status()).isEqualTo(404);
    }

    @Test
    void onlyThoseThatAreSwitchedOnAreShown(Vertx vertx) throws Exception {
        TestGateway both = TestGateway.start(
                vertx,
                "mounts.v2.extensions=OS-DCF, OS-EXT-IMG-SIZE",
                "mounts.v2.1.extensions=",
                "mounts.v1.1.extensions=");

        assertThat(both.get("demo", "/v2/openstack/extensions").body())
                .isEqualTo("{\"extensions\":[" + OLD_DISK_CONFIG + "," + OLD_IMAGE_SIZE + "]}");
        assertThat(both.get("demo", "/v2/openstack/extensions/OS-EXT-IMG-SIZE.xml")
                        .body())
                .isEqualTo(DECLARATION + "<extension" + NAMESPACES + IMAGE_SIZE_XML);
        assertThat(both.get("demo", "/v2.1/extensions").body()).isEqualTo("{\"extensions\":[]}");
        assertThat(both.get("demo", "/v1.1/openstack/extensions.xml").body())
                .isEqualTo(DECLARATION + "<extensions" + NAMESPACES + "></extensions>");
        assertThat(both.get("demo", "/v2.1/extensions/OS-DCF").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/openstack/extensions/OS-EXT-IMG-SIZE, itemNotFound",
        "/v2/openstack/extensions/os-dcf, itemNotFound",
        "/v2.1/extensions/NMN, itemNotFound",
        "/v2/openstack/extensions/.json, itemNotFound",
        "/v2/openstack/extensions/, itemNotFound"
    })
    void unknownAliasIsNotFound(String path, String fault) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"" + fault + "\":{\"message\":\"The resource could not be found.\",\"code\":404}}");
        assertThat(gateway.get("demo", path, "Accept: application/xml").body())
                .startsWith(path.startsWith("/v2.1") || path.endsWith(".json") ? "{" : "<itemNotFound code=\"404\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/openstack/extensions", "/v2.1/extensions/OS-DCF", "/v1.1/openstack/extensions/OS-DCF"})
    void extensionsAreReadByTheProjectsOwnTokenOnly(String path) throws Exception {
        RawHttp.Answer get = gateway.get("demo", path);
        RawHttp.Answer head = gateway.send("HEAD", "demo", path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertThat(head.body()).isEmpty();
        assertThat(gateway.send("POST", "demo", path).status()).isEqualTo(405);
        assertThat(gateway.send("DELETE", "demo", path).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(RawHttp.send(gateway.port(), "OPTIONS", path).header("Allow"))
                .isEqualTo("GET, HEAD, OPTIONS");
        assertThat(RawHttp.send(gateway.port(), "GET", path).status()).isEqualTo(401);
        assertThat(gateway.get("demo", path.replace("openstack", "other").replace("/v2.1/e", "/v2.1/other/e"))
                        .status())
                .isEqualTo(400);
        assertThat(gateway.get("demo", path, "If-None-Match: *").status()).isEqualTo(304);
    }

    /** Unlike the images API they have no last microversion. */
    @Test
    void extensionsAreThereInEveryMicroversion() throws Exception {
        RawHttp.Answer answer = gateway.get("demo", "/v2.1/extensions", "OpenStack-API-Version: compute 2.90");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("OpenStack-API-Version")).isEqualTo("compute 2.90");
        assertThat(gateway.get("demo", "/v2.1/extensions", "OpenStack-API-Version: compute 9.9")
                        .status())
                .isEqualTo(406);
    }
}

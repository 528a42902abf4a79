package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** The gateway in front of a real Glance and Keystone gives the same results as Glance itself. */
@Tag("live")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayLiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VISIBILITIES = List.of("public", "community", "shared", "private");
    private static final List<String> CALLERS = List.of("owner", "member", "other", "reader", "admin");
    private static final Map<String, String> IMAGES = new LinkedHashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveGateway gateway;
    private static LiveCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        gateway = LiveGateway.start(folder);
        cloud = gateway.cloud();
        gateway.caller("owner", "owner", "member");
        gateway.caller("member", "member", "member");
        gateway.caller("other", "other", "member");
        gateway.caller("reader", "owner", "reader");
        gateway.caller("admin", "boss", "admin");
        for (String visibility : VISIBILITIES) {
            image(visibility, Map.of("visibility", visibility, "os_distro", "debian", "kernel_id", "nokernel"));
        }
        cloud.addMember(gateway.token("owner"), IMAGES.get("shared"), gateway.project("member"));
    }

    private static void image(String name, Map<String, Object> record) {
        IMAGES.put(name, gateway.image("owner", name, record));
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static HttpResponse<String> get(String caller, String id, String... headers) throws Exception {
        return gateway.get(caller, "/images/" + id, headers);
    }

    private static int status(String caller, String id) {
        try {
            return get(caller, id).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String xml(String document, String xpath) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(xpath, new InputSource(new StringReader(document)));
    }

    static List<Arguments> visibilitiesAndCallers() {
        List<Arguments> pairs = new ArrayList<>();
        for (String visibility : VISIBILITIES) {
            for (String caller : CALLERS) {
                pairs.add(Arguments.of(visibility, caller));
            }
        }
        return pairs;
    }

    @Order(1)
    @ParameterizedTest(name = "a {0} image asked for by {1}")
    @MethodSource("visibilitiesAndCallers")
    void resultIsGlancesForMissAndHit(String visibility, String caller) throws Exception {
        String id = IMAGES.get(visibility);
        int expected =
                cloud.glance("GET", "/v2/images/" + id, gateway.token(caller)).statusCode();

        for (int time = 1; time <= 2; time++) {
            HttpResponse<String> json = get(caller, id);
            assertThat(json.statusCode()).as("time " + time).isEqualTo(expected);
            assertThat(get(caller, id, "Accept", "application/xml").statusCode())
                    .isEqualTo(expected);
            if (expected == 200) {
                JsonNode image = JSON.readTree(json.body()).path("image");
                assertThat(image.path("id").asText()).isEqualTo(id);
                assertThat(image.path("name").asText()).isEqualTo(visibility);
                assertThat(image.path("status").asText()).isEqualTo("ACTIVE");
                assertThat(image.path("metadata").toString())
                        .isEqualTo("{\"kernel_id\":\"nokernel\",\"os_distro\":\"debian\"}");
            } else {
                assertThat(json.body()).isEqualTo("{\"itemNotFound\":{\"message\":\"Image not found.\",\"code\":404}}");
            }
        }
    }

    @Test
    @Order(2)
    void resultsOfCallersDiffer() throws Exception {
        assertThat(get("owner", IMAGES.get("private")).statusCode()).isEqualTo(200);
        assertThat(get("other", IMAGES.get("private")).statusCode()).isEqualTo(404);
        assertThat(get("member", IMAGES.get("shared")).statusCode()).isEqualTo(200);
        assertThat(get("other", IMAGES.get("shared")).statusCode()).isEqualTo(404);
        assertThat(get("other", IMAGES.get("community")).statusCode()).isEqualTo(200);
    }

    @Order(3)
    @ParameterizedTest(name = "Glance''s {0} is {1}, {2} %")
    @CsvSource({
        "queued, SAVING, 25",
        "saving, SAVING, 50",
        "killed, ERROR, 0",
        "deactivated, UNKNOWN, 0",
        "importing, UNKNOWN, 0",
        "uploading, UNKNOWN, 0",
        "active, ACTIVE, 100"
    })
    void everyStatusIsShownAsNovaShowsIt(String glance, String status, int progress) throws Exception {
        image("status-" + glance, Map.of("visibility", "private"));
        String id = IMAGES.get("status-" + glance);
        cloud.sql("UPDATE images SET status = '" + glance + "' WHERE id = '" + id + "'");

        JsonNode image = JSON.readTree(get("owner", id).body()).path("image");

        assertThat(image.path("status").asText()).isEqualTo(status);
        assertThat(image.path("progress").asInt()).isEqualTo(progress);
    }

    @Test
    @Order(4)
    void textWithEscapesIsUnchanged() throws Exception {
        String odd = "a<b & c>\"d\" \u2603 \u00fc\ttab";
        image("Gr\u00f6\u00dfe <1> & \"two\"", Map.of("visibility", "private", "note", odd, "empty", ""));
        String id = IMAGES.get("Gr\u00f6\u00dfe <1> & \"two\"");

        JsonNode metadata = JSON.readTree(get("owner", id).body()).at("/image/metadata");
        String xml = get("owner", id, "Accept", "application/xml").body();

        assertThat(metadata.path("note").asText()).isEqualTo(odd);
        assertThat(xml(xml, "/*/@name")).isEqualTo("Gr\u00f6\u00dfe <1> & \"two\"");
        assertThat(xml(xml, "//*[@key='note']")).isEqualTo(odd);
        assertThat(xml(xml, "//*[@key='empty']")).isEmpty();
    }

    /** The catalogue of the live cloud has Glance's public endpoint. */
    @Test
    @Order(5)
    void glanceIsFoundInTheCatalogAndItsPublicEndpointIsInAlternateLinks() throws Exception {
        Map<String, String> catalog = Map.of("glance.api-servers", "", "glance.region-name", "RegionOne");
        try (LiveGateway found = gateway.beside(catalog)) {
            JsonNode links = JSON.readTree(found.get("owner", "/images/" + IMAGES.get("private"))
                            .body())
                    .at("/image/links");

            assertThat(links.at("/2/href").asText()).startsWith(cloud.glanceUrl() + "/");
            assertThat(found.management("/readyz")).contains("\"ready\": true");
        }
        Map<String, String> elsewhere = Map.of("glance.api-servers", "", "glance.region-name", "RegionTwo");
        try (LiveGateway none = gateway.beside(elsewhere)) {
            assertThat(none.get("owner", "/images").statusCode()).isEqualTo(503);
            assertThat(none.management("/readyz")).contains("found public in RegionOne");
        }
    }

    @Test
    @Order(5)
    void anExpiredTokenIsTakenBesideAServicesTokenOnly() throws Exception {
        String project = gateway.project("owner");
        LiveUser user = cloud.user("late", project, "member");
        String service = cloud.token(cloud.user("other-service", cloud.project("services"), "service"));
        gateway.bearer("late", cloud.expiredToken(user), project);
        String path = "/images/" + IMAGES.get("private");
        try (LiveGateway taking = gateway.beside(Map.of("keystone-authtoken.service-token-roles", "service"))) {
            assertThat(taking.get("late", path).statusCode()).isEqualTo(401);
            assertThat(taking.get("late", path, "X-Service-Token", service).statusCode())
                    .isEqualTo(200);
            assertThat(taking.get("late", "/images", "X-Service-Token", service).statusCode())
                    .isEqualTo(200);
            assertThat(taking.get("late", path).statusCode()).isEqualTo(401);
            assertThat(taking.get("late", path, "X-Service-Token", gateway.token("owner"))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(gateway.get("late", path, "X-Service-Token", service).statusCode())
                .isEqualTo(401);
    }

    @Test
    @Order(5)
    void deletedImageIsNotFoundInTime() throws Exception {
        image("doomed", Map.of("visibility", "private"));
        String id = IMAGES.get("doomed");
        assertThat(get("owner", id).statusCode()).isEqualTo(200);

        cloud.delete(gateway.token("owner"), id);

        assertThat(LiveWait.until(Duration.ofSeconds(10), () -> status("owner", id) == 404))
                .isTrue();
    }

    @Test
    @Order(6)
    void invalidTokenIsUnauthorized() throws Exception {
        gateway.bearer("nobody", "gAAAAA-no-such-token", gateway.project("owner"));

        HttpResponse<String> answer = get("nobody", IMAGES.get("public"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Keystone uri=\"" + cloud.keystoneUrl() + "\"");
    }

    @Test
    @Order(7)
    void anotherProjectInThePathIsForbiddenForAnAdminToo() throws Exception {
        gateway.bearer("admin-elsewhere", gateway.token("admin"), gateway.project("owner"));

        assertThat(get("admin-elsewhere", IMAGES.get("public")).statusCode()).isEqualTo(400);
    }

    @Test
    @Order(8)
    void anUnknownIdIsA404() throws Exception {
        assertThat(get("owner", "00000000-0000-4000-8000-000000000000").statusCode())
                .isEqualTo(404);
    }

    @Test
    @Order(9)
    void withKeystoneDownCachedTokensWorkAndNewOnesGet503() throws Exception {
        gateway.caller("late", "owner", "member");
        assertThat(get("owner", IMAGES.get("private")).statusCode()).isEqualTo(200);
        cloud.stopKeystone();
        try {
            assertThat(get("owner", IMAGES.get("private")).statusCode()).isEqualTo(200);
            assertThat(get("late", IMAGES.get("private")).statusCode()).isEqualTo(503);
        } finally {
            cloud.startKeystone();
        }
        assertThat(get("late", IMAGES.get("private")).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(10)
    void withGlanceDownAnUncachedImageIsA503AndRecovers() throws Exception {
        image("late", Map.of("visibility", "private"));
        cloud.stopGlance();
        try {
            HttpResponse<String> answer = get("owner", IMAGES.get("late"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        } finally {
            cloud.startGlance();
        }
        assertThat(get("owner", IMAGES.get("late")).statusCode()).isEqualTo(200);
    }
}

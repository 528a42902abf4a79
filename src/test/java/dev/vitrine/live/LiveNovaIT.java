package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Nova API works beside the live cloud, and the gateway gives the documents that Nova's own images API gives. */
@Tag("live")
@Timeout(120)
final class LiveNovaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> IMAGES = new LinkedHashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveGateway gateway;
    private static LiveCloud cloud;
    private static LiveNova nova;

    @BeforeAll
    static void start() throws Exception {
        gateway = LiveGateway.start(folder);
        cloud = gateway.cloud();
        nova = cloud.nova();
        gateway.caller("owner", "owner", "member");
        gateway.caller("other", "other", "member");
        gateway.caller("admin", "boss", "admin");
        image("plain", Map.of("os_distro", "debian", "min_disk", 3, "min_ram", 512));
        image("Gr\u00f6\u00dfe <1> & \"two\" \u2603", Map.of("note", "a\tb <c> & \"d\"", "empty", ""));
        image(
                "snapshot",
                Map.of(
                        "instance_uuid", "3f0b8c1e-0b57-4a3f-9a37-5b8e3a5d2f10",
                        "image_type", "snapshot",
                        "base_image_ref", IMAGES.get("plain"),
                        "auto_disk_config", "True",
                        "block_device_mapping", "[{\"device_name\": \"/dev/vda\", \"boot_index\": 0}]"));
        image("public", Map.of("visibility", "public", "auto_disk_config", "no", "kernel_id", "nokernel"));
        image("nameless", Map.of("visibility", "shared"));
        cloud.sql("UPDATE images SET name = NULL WHERE id = '" + IMAGES.get("nameless") + "'");
        for (String status : List.of("queued", "deactivated", "importing")) {
            image(status, Map.of());
            cloud.sql("UPDATE images SET status = '" + status + "' WHERE id = '" + IMAGES.get(status) + "'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static void image(String name, Map<String, Object> record) {
        IMAGES.put(name, gateway.image("owner", name, record));
    }

    @Test
    void versionDocumentIsOpenToWhoHasNoToken() {
        JsonNode version = nova.http().json(LiveCall.of("GET", "/v2.1/", null)).path("version");

        assertThat(version.path("id").textValue()).isEqualTo("v2.1");
        assertThat(version.path("version").textValue()).isEqualTo("2.93");
    }

    @Test
    void catalogueHasItsEndpoint() {
        JsonNode catalogue = new LiveHttp(cloud.keystoneUrl())
                .json(LiveCall.of("GET", "/v3/auth/catalog", gateway.token("owner")))
                .path("catalog");

        assertThat(catalogue.findValuesAsText("url")).contains(nova.url() + "/v2.1", cloud.glanceUrl());
    }

    @Test
    void imagesAreThoseThatGlanceLists() throws Exception {
        JsonNode listed = JSON.readTree(cloud.glance("GET", "/v2/images", gateway.token("owner"))
                        .body())
                .path("images");

        assertThat(get("/images").path("images").findValuesAsText("id"))
                .containsExactlyElementsOf(listed.findValuesAsText("id"))
                .containsExactlyInAnyOrderElementsOf(IMAGES.values());
    }

    @Test
    void imageOfAnotherProjectIsNotFound() {
        assertThat(answer("other", "GET", "/images/" + IMAGES.get("plain")).statusCode())
                .isEqualTo(404);
        assertThat(answer("other", "GET", "/images/" + IMAGES.get("public")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void thereAreNoServers() {
        assertThat(get("/servers/detail").path("servers")).isEmpty();
    }

    @Test
    void flavorIsListedForAllOnceTheAdministratorMadeIt() {
        Map<String, ?> flavor = Map.of("name", "tiny", "ram", 64, "disk", 1, "vcpus", 1);

        nova.http().success(call("admin", "POST", "/flavors").sending(Map.of("flavor", flavor)));

        assertThat(get("/flavors").findValuesAsText("name")).containsExactly("tiny");
    }

    @Test
    void keypairIsMadeAndListed() {
        JsonNode made = nova.http()
                .json(call("owner", "POST", "/os-keypairs").sending(Map.of("keypair", Map.of("name", "key"))));

        assertThat(made.at("/keypair/private_key").asText()).contains("PRIVATE KEY");
        assertThat(get("/os-keypairs").findValuesAsText("name")).containsExactly("key");
    }

    @Test
    void extensionsAndLimitsAreAnswered() {
        assertThat(get("/extensions").findValuesAsText("alias")).contains("OS-DCF", "OS-EXT-IMG-SIZE");
        assertThat(get("/limits").at("/limits/absolute/maxImageMeta").asInt()).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.1/{project}", "/v2.1"})
    void gatewayGivesNovasDocumentOfEachImage(String mount) throws Exception {
        for (Map.Entry<String, String> image : IMAGES.entrySet()) {
            String path = mount.replace("{project}", gateway.project("owner")) + "/images/" + image.getValue();

            assertThat(ours(path)).as(image.getKey()).isEqualTo(novas(path));
            assertThat(ours(path + "/metadata")).as(image.getKey()).isEqualTo(novas(path + "/metadata"));
        }
    }

    /** A first next link has {@code marker} last in Nova, and by its name here: a marker in the request makes them equal. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/detail",
                "?limit=2",
                "/detail?limit=2&status=ACTIVE&marker={public}",
                "/detail?name=plain",
                "/detail?type=snapshot",
                "?minDisk=3",
                "/detail?changes-since=2001-02-03T04:05:06Z"
            })
    void gatewayGivesNovasDocumentOfEachList(String list) throws Exception {
        String path = "/v2.1/" + gateway.project("owner") + "/images" + list.replace("{public}", IMAGES.get("public"));

        assertThat(ours(path)).isEqualTo(novas(path));
    }

    private static JsonNode get(String path) {
        return nova.http().json(call("owner", "GET", path));
    }

    private static HttpResponse<String> answer(String caller, String method, String path) {
        return nova.http().answer(call(caller, method, path));
    }

    private static LiveCall call(String caller, String method, String path) {
        return LiveCall.of(method, "/v2.1/" + gateway.project(caller) + path, gateway.token(caller));
    }

    private static JsonNode ours(String path) throws Exception {
        return document(gateway.url("owner", "GET", path, ""), "http://127.0.0.1:" + gateway.port());
    }

    private static JsonNode novas(String path) throws Exception {
        return document(nova.http().answer(LiveCall.of("GET", path, gateway.token("owner"))), nova.url());
    }

    /** Returns the document without the server's own address in its links. */
    private static JsonNode document(HttpResponse<String> answer, String address) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body().replace(address, ""));
    }
}

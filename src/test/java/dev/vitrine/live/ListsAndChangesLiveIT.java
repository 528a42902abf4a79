package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Lists, metadata and deletion with a real Glance: usual requests, and those that Nova gets wrong. */
@Tag("live")
class ListsAndChangesLiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final int MANY = 2_500;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = LiveGateway.start(folder);
        gateway.caller("owner", "owner", "member");
        gateway.caller("member", "member", "member");
        gateway.caller("collector", "collector", "member");
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static JsonNode glance(String id) throws Exception {
        return JSON.readTree(gateway.cloud()
                .glance("GET", "/v2/images/" + id, gateway.token("owner"))
                .body());
    }

    /** Writes the database rows of images without data, because creating them by the API would take minutes. */
    private static void manyImages() {
        gateway.cloud()
                .sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + MANY + ")"
                        + " INSERT INTO images (id, name, status, created_at, updated_at, deleted, disk_format,"
                        + " container_format, owner, min_disk, min_ram, protected, visibility, os_hidden)"
                        + " SELECT printf('%08d-0000-4000-8000-000000000000', i), 'image ' || i, 'active',"
                        + " datetime('2023-01-01', '+' || (i / 7) || ' minutes') || '.000000',"
                        + " '2023-01-01 00:00:00.000000', 0, 'raw', 'bare', '" + gateway.project("collector")
                        + "', 0, 0, 0, 'private', 0 FROM n");
    }

    @Test
    void everyImageIsFoundOnceByFollowingTheLinksInBothFormats() throws Exception {
        manyImages();

        assertThat(walkJson("/images?limit=100")).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(walkXml("/images/detail?limit=100")).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(walkJson("/images/detail")).hasSize(MANY).doesNotHaveDuplicates();
    }

    private static List<String> walkJson(String first) throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode page = json(gateway.get("collector", first));
        while (page != null) {
            ids.addAll(page.path("images").findValuesAsText("id"));
            String next = page.at("/images_links/0/href").asText("");
            page = next.isEmpty() ? null : json(gateway.url("collector", "GET", next, ""));
        }
        return ids;
    }

    private static List<String> walkXml(String first) throws Exception {
        List<String> ids = new ArrayList<>();
        HttpResponse<String> page = gateway.get("collector", first, "Accept", "application/xml");
        while (page != null) {
            assertThat(page.statusCode()).isEqualTo(200);
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(page.body())));
            NodeList images = document.getDocumentElement().getChildNodes();
            String next = "";
            for (int i = 0; i < images.getLength(); i++) {
                boolean isLink = ATOM.equals(images.item(i).getNamespaceURI());
                String attribute = isLink ? "href" : "id";
                String value =
                        images.item(i).getAttributes().getNamedItem(attribute).getNodeValue();
                if (isLink) {
                    next = value;
                } else {
                    ids.add(value);
                }
            }
            page = next.isEmpty() ? null : gateway.url("collector", "GET", next, "", "Accept", "application/xml");
        }
        return ids;
    }

    @Test
    void aChangeOfOneItemLeavesASharedImageSharedWithItsTags() throws Exception {
        String id = gateway.image(
                "owner", "shared", Map.of("visibility", "shared", "tags", List.of("blue"), "kernel_id", "nokernel"));
        gateway.cloud().addMember(gateway.token("owner"), id, gateway.project("member"));

        JsonNode answer = json(gateway.send(
                "owner",
                "PUT",
                "/images/" + id + "/metadata/colour",
                "{\"meta\": {\"colour\": \"green\"}}",
                "Content-Type",
                "application/json"));

        assertThat(answer.toString()).isEqualTo("{\"meta\":{\"colour\":\"green\"}}");
        assertThat(glance(id).path("visibility").asText()).isEqualTo("shared");
        assertThat(glance(id).path("tags").toString()).isEqualTo("[\"blue\"]");
        assertThat(json(gateway.get("member", "/images/" + id))
                        .at("/image/metadata/colour")
                        .asText())
                .isEqualTo("green");
    }

    @Test
    void aBrokenBlockDeviceMappingBreaksNoList() throws Exception {
        String id = gateway.image("owner", "broken", Map.of("block_device_mapping", "[{oops"));

        JsonNode list = json(gateway.get("owner", "/images/detail?name=broken"));

        assertThat(list.at("/images/0/id").asText()).isEqualTo(id);
        assertThat(list.at("/images/0/metadata/block_device_mapping").asText()).isEqualTo("[{oops");
    }

    @Test
    void aPropertyFiltersByItsWholeName() throws Exception {
        String debian = gateway.image("owner", "debian", Map.of("os_distro", "debian"));
        gateway.image("owner", "fedora", Map.of("os_distro", "fedora"));

        assertThat(json(gateway.get("owner", "/images?property-os_distro=debian"))
                        .path("images")
                        .findValuesAsText("id"))
                .containsExactly(debian);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with:colon", "in:a,b", "M\u00fcnchen & 100% <\"'>"})
    void aNameFindsItselfWhateverIsInIt(String name) throws Exception {
        String id = gateway.image("owner", name, Map.of());

        String query = URLEncoder.encode(name, StandardCharsets.UTF_8);

        assertThat(json(gateway.get("owner", "/images?name=" + query))
                        .path("images")
                        .findValuesAsText("id"))
                .containsExactly(id);
    }

    @Test
    void metadataIsMergedReplacedAndDeletedAndServedAtOnce() throws Exception {
        String id = gateway.image("owner", "changing", Map.of("a", "1", "b", "2"));
        String path = "/images/" + id + "/metadata";
        String[] json = {"Content-Type", "application/json"};

        assertThat(json(gateway.get("owner", path)).toString()).isEqualTo("{\"metadata\":{\"a\":\"1\",\"b\":\"2\"}}");
        gateway.send("owner", "POST", path, "{\"metadata\": {\"c\": \"3\", \"a\": \"9\"}}", json);
        assertThat(json(gateway.get("owner", path)).toString())
                .isEqualTo("{\"metadata\":{\"a\":\"9\",\"b\":\"2\",\"c\":\"3\"}}");
        gateway.send("owner", "PUT", path, "{\"metadata\": {\"d/e~f\": \"4\"}}", json);
        assertThat(json(gateway.get("owner", path)).toString()).isEqualTo("{\"metadata\":{\"d/e~f\":\"4\"}}");
        assertThat(gateway.send("owner", "DELETE", path + "/none", "").statusCode())
                .isEqualTo(404);
        assertThat(gateway.send("owner", "PUT", path, "{\"metadata\": {}}", json)
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(gateway.get("owner", path)).toString()).isEqualTo("{\"metadata\":{}}");
    }

    @Test
    void onlyTheOwnerCanChangeOrDeleteAnImage() throws Exception {
        String seen = gateway.image("owner", "public", Map.of("visibility", "public"));
        String unseen = gateway.image("owner", "private", Map.of("visibility", "private"));
        String body = "{\"metadata\": {\"c\": \"3\"}}";

        assertThat(gateway.send("member", "POST", "/images/" + seen + "/metadata", body)
                        .body())
                .contains("Not authorized for image " + seen + ".");
        assertThat(gateway.send("member", "DELETE", "/images/" + seen, "").body())
                .contains("You are not allowed to delete the image.");
        assertThat(gateway.send("member", "POST", "/images/" + unseen + "/metadata", body)
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.send("member", "DELETE", "/images/" + unseen, "").statusCode())
                .isEqualTo(404);
        // A public image would be in everybody's lists.
        assertThat(gateway.send("owner", "DELETE", "/images/" + seen, "").statusCode())
                .isEqualTo(204);
    }

    @Test
    void protectedImageIsNotDeletedAndAnotherIsAtOnce() throws Exception {
        String id = gateway.image("owner", "doomed", Map.of("protected", true));
        assertThat(gateway.send("owner", "DELETE", "/images/" + id, "").statusCode())
                .isEqualTo(403);
        gateway.cloud()
                .patch(gateway.token("owner"), id, "[{\"op\":\"replace\",\"path\":\"/protected\",\"value\":false}]");
        assertThat(gateway.get("owner", "/images/" + id).statusCode()).isEqualTo(200);

        assertThat(gateway.send("owner", "DELETE", "/images/" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(gateway.get("owner", "/images/" + id).statusCode()).isEqualTo(404);
        assertThat(json(gateway.get("owner", "/images?name=doomed")).path("images"))
                .isEmpty();
        assertThat(gateway.send("owner", "DELETE", "/images/" + id, "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void unknownMarkerIsRejectedWithGlancesMessage() throws Exception {
        HttpResponse<String> answer = gateway.get("owner", "/images?marker=00000000-0000-4000-8000-00000000dead");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("No image found with ID 00000000-0000-4000-8000-00000000dead");
    }
}

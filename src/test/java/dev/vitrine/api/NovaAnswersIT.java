package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.NovaAnswers;
import dev.vitrine.testing.NovaAnswers.Row;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The gateway responds as a real Nova did to the same requests in front of the same images, in JSON on {@code /v2.1} and in
 * XML on {@code /v2}. Where it does not, compatibility.md says so.
 */
class NovaAnswersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper SORTED =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final Map<String, ObjectNode> IMAGES = new HashMap<>();
    private static final Vertx VERTX = Vertx.vertx();
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        DemoCloud cloud = DemoCloud.empty(Clock.systemUTC());
        cloud.grant("demo", DemoUser.of("demo", "openstack", "member", "reader"));
        NovaAnswers.images().forEach(record -> {
            IMAGES.put(record.path("id").asText(), record);
            put(cloud, record);
        });
        gateway = TestGateway.start(
                VERTX,
                Clocks.system(),
                cloud,
                glance -> {},
                "microversion.max=2.93",
                "links.alternate-project=never",
                "mounts.v2.extensions=OS-DCF, OS-EXT-IMG-SIZE");
    }

    /** A shared image is another project's, which this one has accepted. */
    private static void put(DemoCloud cloud, ObjectNode record) {
        cloud.put(record);
        if (record.path("visibility").asText().equals("shared")) {
            cloud.share(record.path("id").asText(), "openstack", "accepted");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().await();
    }

    static Stream<Row> rows() {
        return NovaAnswers.rows();
    }

    static Stream<Row> rowsInXml() {
        return rows().filter(row -> !row.get("xml").isBoolean());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void respondsInJson(Row row) throws Exception {
        String id = target(row);

        RawHttp.Answer answer = send(row, "/v2.1", id, "application/json", body(row.get("body")));

        JsonNode expected = filled(row.expected(), id);
        assertThat(response(answer)).isEqualTo(without(expected, "after"));
        if (expected.has("after")) {
            assertThat(stored(id)).isEqualTo(expected.path("after"));
        }
        gateway.cloud.remove(id);
    }

    @ParameterizedTest
    @MethodSource("rowsInXml")
    void respondsInXml(Row row) throws Exception {
        String id = target(row);

        RawHttp.Answer answer = send(row, "/v2", id, "application/xml", xmlBody(row.get("body")));

        JsonNode expected = filled(row.expectedXml(), id);
        assertThat(answer.status())
                .as(answer.body())
                .isEqualTo(expected.path("status").asInt());
        if (!answer.body().isEmpty()) {
            assertSame(document(answer.body()), expected);
        }
        if (expected.has("after")) {
            assertThat(stored(id)).isEqualTo(expected.path("after"));
        }
        gateway.cloud.remove(id);
    }

    @Test
    void everyDifferenceIsDocumented() throws Exception {
        String subjects = Files.readAllLines(Path.of("src/docs/compatibility.md")).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" \\| ", -1)[0])
                .collect(Collectors.joining("\n"));

        rows().filter(row -> row.get("gateway").isObject())
                .forEach(row -> assertThat(subjects).as(row.toString()).contains("| " + row.text("told")));
    }

    /** Returns the id of a new copy of the image that the row changes. */
    private static String target(Row row) {
        if (!row.get("image").isTextual()) {
            return "";
        }
        String id = UUID.randomUUID().toString();
        ObjectNode copy = IMAGES.get(row.text("image")).deepCopy();
        put(gateway.cloud, copy.put("id", id).put("self", "/v2/images/" + id));
        return id;
    }

    private static RawHttp.Answer send(Row row, String mount, String id, String type, String body) throws Exception {
        StringBuilder head = new StringBuilder(row.text("method"))
                .append(' ')
                .append(mount)
                .append(row.text("path").replace("{id}", id))
                .append(" HTTP/1.1\r\nHost: gateway.test:8774\r\nConnection: close\r\nX-Auth-Token: demo\r\nAccept: ")
                .append(type)
                .append("\r\n");
        row.get("headers")
                .properties()
                .forEach(header -> head.append(header.getKey() + ": ")
                        .append(header.getValue().asText())
                        .append("\r\n"));
        if (!row.get("body").isMissingNode()) {
            head.append("Content-Type: " + type + "\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        return RawHttp.send(gateway.port(), head + "\r\n" + body);
    }

    /** Returns a body with one character for each byte; a text stands for itself. */
    private static String body(JsonNode body) {
        String text = body.isMissingNode() ? "" : body.isTextual() ? body.asText() : body.toString();
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String xmlBody(JsonNode body) throws Exception {
        if (body.isMissingNode()) {
            return "";
        }
        String member = body.fieldNames().next();
        StringBuilder items = new StringBuilder();
        for (Map.Entry<String, JsonNode> item : body.path(member).properties()) {
            items.append("<meta key=\"").append(escaped(item.getKey())).append("\">");
            items.append(escaped(item.getValue().asText())).append("</meta>");
        }
        String whole = member.equals("meta") ? items.toString() : "<metadata>" + items + "</metadata>";
        return new String(whole.getBytes(UTF_8), ISO_8859_1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** Returns status and body; of a fault its name and message, of a list the ids and the next link. */
    private static ObjectNode response(RawHttp.Answer answer) throws Exception {
        ObjectNode response = JSON.createObjectNode().put("status", answer.status());
        if (answer.body().isEmpty()) {
            return response;
        }
        JsonNode body = JSON.readTree(answer.body());
        if (answer.status() >= 400) {
            String name = body.fieldNames().next();
            return response.put("fault", name)
                    .put("message", body.path(name).path("message").asText());
        }
        if (!body.has("images")) {
            return response.set("body", body);
        }
        ArrayNode ids = response.putArray("images");
        body.path("images").forEach(image -> ids.add(image.path("id").asText()));
        if (body.has("images_links")) {
            response.put("next", body.at("/images_links/0/href").asText());
        }
        return response;
    }

    private static JsonNode filled(JsonNode recorded, String id) throws Exception {
        return JSON.readTree(recorded.toString().replace("{id}", id));
    }

    private static JsonNode without(JsonNode response, String member) {
        return ((ObjectNode) response.deepCopy()).without(member);
    }

    /** Returns the properties that the demo Glance has of an image besides its own attributes. */
    private static JsonNode stored(String id) {
        ObjectNode record = gateway.cloud.image(id).record();
        DemoImages.active(id, "", "").fieldNames().forEachRemaining(record::remove);
        return record;
    }

    private static Element document(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static void assertSame(Element root, JsonNode expected) throws JsonProcessingException {
        if (expected.has("fault")) {
            assertThat(root.getLocalName()).isEqualTo(expected.path("fault").asText());
            assertThat(root.getAttribute("code"))
                    .isEqualTo(expected.path("status").asText());
            assertThat(root.getTextContent()).isEqualTo(expected.path("message").asText());
        } else if (expected.has("images")) {
            assertThat(attributes(root.getElementsByTagName("image"), "id")).isEqualTo(texts(expected.path("images")));
            String next = expected.path("next").asText().replace("/v2.1/", "/v2/");
            assertThat(attributes(root.getElementsByTagName("atom:link"), "href")
                            .lines())
                    .filteredOn(href -> href.contains("marker="))
                    .isEqualTo(next.lines().toList());
        } else {
            JsonNode body = expected.path("body");
            assertItems(
                    root,
                    body.has("image")
                            ? body.at("/image/metadata")
                            : body.elements().next());
            for (Map.Entry<String, JsonNode> member : body.path("image").properties()) {
                if (member.getValue().isValueNode()) {
                    assertThat(root.getAttribute(member.getKey())).isEqualTo(text(member.getValue()));
                }
            }
        }
    }

    private static void assertItems(Element root, JsonNode items) throws JsonProcessingException {
        Map<String, String> shown = new HashMap<>();
        NodeList elements = root.getElementsByTagName("meta");
        for (int i = 0; i < elements.getLength(); i++) {
            Element item = (Element) elements.item(i);
            shown.put(item.getAttribute("key"), item.getTextContent());
        }
        if (root.getLocalName().equals("meta")) {
            shown.put(root.getAttribute("key"), root.getTextContent());
        }
        Map<String, String> expected = new HashMap<>();
        for (Map.Entry<String, JsonNode> item : items.properties()) {
            expected.put(item.getKey(), text(item.getValue()));
        }
        assertThat(shown).isEqualTo(expected);
    }

    /** Returns a value as XML shows it: null as Python's word, lists and objects as JSON with sorted members. */
    private static String text(JsonNode value) throws JsonProcessingException {
        if (value.isContainerNode()) {
            return SORTED.writeValueAsString(SORTED.treeToValue(value, Object.class));
        }
        return value.isNull() ? "None" : value.asText();
    }

    private static String texts(JsonNode values) {
        StringBuilder texts = new StringBuilder();
        values.forEach(value -> texts.append(value.asText()).append('\n'));
        return texts.toString();
    }

    private static String attributes(NodeList elements, String name) {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < elements.getLength(); i++) {
            values.append(((Element) elements.item(i)).getAttribute(name)).append('\n');
        }
        return values.toString();
    }
}

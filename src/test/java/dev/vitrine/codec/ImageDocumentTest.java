package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.glance.Records;
import dev.vitrine.model.CodePointOrder;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDocumentTest {
    private static final String COMPUTE = "http://openstack.example.com";
    private static final String GLANCE = "http://glance.openstack.example.com";
    private static final String PROJECT = "/6f70656e737461636b20342065766572";
    private static final Links V2 = links("/v2", "/openstack", "/openstack");
    private static final Links V2_1 = links("/v2.1", PROJECT, "");
    private static final Links V2_1_PROJECTLESS = links("/v2.1", "", "");

    /** The record of each published document, and the view and links of its request. */
    static final List<Arguments> PUBLISHED = List.of(
            arguments("seed.json", "seed", V2, view(Format.JSON, true, false)),
            arguments("seed.xml", "seed", V2, view(Format.XML, true, false)),
            arguments("02-v21-profile.json", "02-v21-profile", V2_1, view(Format.JSON, true, true)),
            arguments("02b-v21-no-project-url.json", "02-v21-profile", V2_1_PROJECTLESS, view(Format.JSON, true, true)),
            arguments("03-both-extensions.json", "03-both-extensions", V2, view(Format.JSON, true, true)),
            arguments("03-both-extensions.xml", "03-both-extensions", V2, view(Format.XML, true, true)),
            arguments("04-snapshot-server-ref.json", "04-snapshot-server-ref", V2, view(Format.JSON, true, true)),
            arguments("04-snapshot-server-ref.xml", "04-snapshot-server-ref", V2, view(Format.XML, true, true)),
            arguments("05-queued-null-name.json", "05-queued-null-name", V2, view(Format.JSON, true, true)),
            arguments("05-queued-null-name.xml", "05-queued-null-name", V2, view(Format.XML, true, true)),
            arguments("07-block-device-mapping.json", "07-block-device-mapping", V2, view(Format.JSON, true, true)),
            arguments("07-block-device-mapping.xml", "07-block-device-mapping", V2, view(Format.XML, true, true)),
            arguments("08-broken-bdm.json", "08-broken-bdm", V2, view(Format.JSON, true, true)),
            arguments("08-broken-bdm.xml", "08-broken-bdm", V2, view(Format.XML, true, true)),
            arguments("09-null-empty-escaping.json", "09-null-empty-escaping", V2, view(Format.JSON, true, true)),
            arguments("09-null-empty-escaping.xml", "09-null-empty-escaping", V2, view(Format.XML, true, true)),
            arguments("10-base-vs-custom.json", "10-base-vs-custom", V2_1, view(Format.JSON, true, true)));

    @ParameterizedTest(name = "{0}")
    @FieldSource("PUBLISHED")
    void glancesRecordBecomesThePublishedDocument(String sample, String record, Links links, View view) {
        byte[] glance = Samples.bytes(record + "-glance.json");

        byte[] document = ImageDocument.of(Records.image(glance), view).fill(links);

        assertThat(new String(document, UTF_8)).isEqualTo(Samples.compact(sample));
        if (view.format() == Format.JSON) {
            JsonNode tree = Samples.tree(document);
            assertThat(tree).isEqualTo(Samples.tree(Samples.bytes(sample)));
            assertMembersSorted(tree);
        }
    }

    static Stream<Arguments> statuses() {
        return inEachFormat(Samples.cases("06-status-progress-table.json"));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("statuses")
    void statusAndProgressAreMappedFromGlancesStatus(Format format, JsonNode row) {
        String record = "'status':'" + row.path("glance_status").asText() + "'";

        String document = document(Records.image(record("{'id':'x'," + record + "}")), format);

        assertMember(document, format, "status", row.path("status").asText());
        assertMember(document, format, "progress", row.path("progress").asInt());
    }

    static Stream<Arguments> times() {
        return inEachFormat(Samples.cases("11-timestamps.json"));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("times")
    void timesAreShownInUtcAndWholeSeconds(Format format, JsonNode row) {
        String glance = row.path("glance").asText();

        String document =
                document(Records.imageWith("'created_at':'" + glance + "','updated_at':'" + glance + "'"), format);

        assertMember(document, format, "created", row.path("compute").asText());
        assertMember(document, format, "updated", row.path("compute").asText());
    }

    static Stream<Arguments> diskConfigs() {
        return inEachFormat(Samples.cases("12-disk-config-values.json"));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("diskConfigs")
    void diskConfigFollowsTheProperty(Format format, JsonNode row) {
        JsonNode value = row.path("auto_disk_config");
        String property = value.asText().equals("<absent>") ? "'a':'b'" : "'auto_disk_config':" + value;
        String expected = row.path("OS-DCF:diskConfig").asText();

        String document = document(Records.imageWith(property), format);

        if (expected.equals("<absent>")) {
            assertThat(document.replace("xmlns:OS-DCF", "")).doesNotContain("OS-DCF");
        } else {
            assertMember(document, format, "OS-DCF:diskConfig", expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void locationsAndStoresAreInNoDocument(Format format) {
        Image image = Records.imageWith("'direct_url':'rbd://secret','stores':'secret','file':'/secret','locations':"
                + "[{'url':'rbd://secret','metadata':{'store':'secret'}}],'checksum':'secret','owner':'secret',"
                + "'tags':['secret'],'os_hash_value':'secret','self':'secret','schema':'secret'");

        assertThat(document(image, format)).doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource
    void importsBookkeepingIsMetadata(Format format) {
        Image image = Records.imageWith("'os_glance_failed_import':'here'");

        assertThat(document(image, format)).contains("os_glance_failed_import").contains("here");
    }

    @ParameterizedTest
    @EnumSource
    void disabledExtensionsAreNotInTheDocument(Format format) {
        Image image = Records.image(Samples.bytes("03-both-extensions-glance.json"));

        String document =
                new String(ImageDocument.of(image, view(format, false, false)).fill(V2), UTF_8);

        assertThat(document).doesNotContain("OS-DCF").doesNotContain("OS-EXT-IMG-SIZE");
    }

    @ParameterizedTest
    @EnumSource
    void idThatIsNoUuidCannotBreakTheDocument(Format format) {
        Image image = new Image("\"<&", null, ImageStatus.ACTIVE, 0, 0, 0, null, null, Visibility.PRIVATE, List.of());

        String escaped = format == Format.XML ? "&quot;&lt;&amp;" : "\\\"<&";
        assertThat(document(image, format)).contains("/images/" + escaped + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void oneDocumentIsFilledWithTheLinksOfManyRequests(Format format) {
        ResponseTemplate document = ImageDocument.of(
                Records.image(Samples.bytes("04-snapshot-server-ref-glance.json")), view(format, true, true));
        String extension = "." + format.name().toLowerCase(Locale.ROOT);

        String first = new String(document.fill(V2), UTF_8);
        String other = new String(document.fill(new Links("https://a/v2/x", "https://a/x", "https://b", 0)), UTF_8);
        String again = new String(document.fill(V2), UTF_8);

        assertThat(first).isEqualTo(Samples.compact("04-snapshot-server-ref" + extension));
        assertThat(again).isEqualTo(first);
        assertThat(other)
                .isEqualTo(first.replace(V2.self(), "https://a/v2/x")
                        .replace(V2.bookmark(), "https://a/x")
                        .replace(V2.alternate(), "https://b"));
    }

    private static void assertMember(String document, Format format, String name, Object value) {
        if (format == Format.XML) {
            assertThat(document).contains(" " + name + "=\"" + value + "\"");
        } else {
            JsonNode member =
                    Samples.tree(document.getBytes(UTF_8)).path("image").path(name);
            assertThat(member.asText()).isEqualTo(value.toString());
            assertThat(member.isNumber()).isEqualTo(value instanceof Integer);
        }
    }

    private static void assertMembersSorted(JsonNode node) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            assertThat(names).isSortedAccordingTo(CodePointOrder.INSTANCE);
        }
        node.forEach(ImageDocumentTest::assertMembersSorted);
    }

    private static Stream<Arguments> inEachFormat(Stream<JsonNode> rows) {
        return rows.flatMap(row -> Stream.of(Format.values()).map(format -> arguments(format, row)));
    }

    private static String document(Image image, Format format) {
        return new String(ImageDocument.of(image, view(format, true, true)).fill(V2), UTF_8);
    }

    private static byte[] record(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }

    private static View view(Format format, boolean diskConfig, boolean imageSize) {
        return new View(format, diskConfig, imageSize);
    }

    private static Links links(String mount, String project, String alternate) {
        return new Links(COMPUTE + mount + project, COMPUTE + project, GLANCE + alternate, 0);
    }
}

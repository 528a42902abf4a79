package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageListTest {
    private static final DemoCaller OWNER = new DemoCaller("us", false);

    private final DemoCloud cloud = DemoCloud.empty(Clock.systemUTC());

    @BeforeEach
    void putThreeImages() {
        cloud.put(image("a", "2015-05-01T10:00:00Z").put("name", "web:1").put("colour", "blue"));
        cloud.put(image("b", "2015-05-02T10:00:00Z").put("status", "queued").putNull("name"));
        ObjectNode tagged = image("c", "2015-05-02T10:00:00Z").put("min_ram", 64);
        tagged.putArray("tags").add("x").add("y");
        cloud.put(tagged.put("updated_at", "2015-06-01T00:00:00Z"));
    }

    @Test
    void newestIsFirstAndThenTheGreaterId() {
        assertThat(ids()).containsExactly("c", "b", "a");
    }

    @Test
    void fullPageLinksToTheNextByMarker() {
        JsonNode page = page("limit", "2", "name", "in:web:1,,image c");

        assertThat(page.path("next").asText()).isEqualTo("/v2/images?limit=2&name=in%3Aweb%3A1%2C%2Cimage+c&marker=a");
        assertThat(page.path("first").asText()).isEqualTo("/v2/images?limit=2&name=in%3Aweb%3A1%2C%2Cimage+c");
        assertThat(page.path("schema").asText()).isEqualTo("/v2/schemas/images");
    }

    @Test
    void pageStartsAfterTheMarker() {
        assertThat(ids("marker", "b", "limit", "2")).containsExactly("a");
        assertThat(page("marker", "b", "limit", "2").has("next")).isFalse();
    }

    @Test
    void pageHasTwentyFiveImagesByDefaultAndAThousandAtMost() {
        for (int i = 0; i < 1100; i++) {
            cloud.put(image("n" + i, "2014-01-01T00:00:00Z"));
        }

        assertThat(ids()).hasSize(25);
        assertThat(ids("limit", "5000")).hasSize(1000);
        assertThat(ids("limit", "0")).isEmpty();
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "name,       eq:web:1,                       a",
        "name,       'in:\"web:1\",image c',         ca",
        "status,     queued,                         b",
        "status,     'in:queued,active',             cba",
        "id,         a,                              a",
        "colour,     blue,                           a",
        "colour,     Blue,                           ''",
        "min_ram,    64,                             c",
        "min_ram,    abc,                            ''",
        "size_min,   1,                              cba",
        "size_max,   1,                              ''",
        "tag,        y,                              c",
        "protected,  true,                           ''",
        "os_hidden,  TRUE,                           ''",
        "updated_at, gte:2015-05-02T10:00:00Z,       cb",
        "updated_at, gt:2015-05-02T12:00:00+02:00,   c",
        "updated_at, lt:2015-05-02T10:00:00,         a",
        "updated_at, 2015-05-01T10:00Z,              a",
        "visibility, public,                         ''",
        "visibility, private,                        cba",
    })
    void filterFinds(String name, String value, String found) {
        assertThat(String.join("", ids(name, value))).isEqualTo(found);
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "name,          web:1,     Unable to filter by unknown operator 'web'.",
        "name,          'in:\"a',  'Invalid filter value \"a. The quote is not closed.'",
        "updated_at,    yesterday, 'Bad \"updated_at\" query filter format. Use ISO 8601 DateTime notation.'",
        "marker,        unknown,   No image found with ID unknown",
        "limit,         many,      limit param must be an integer",
        "limit,         -1,        limit param must be positive",
        "visibility,    any,       Invalid visibility value: any",
        "member_status, any,       Invalid status: any",
        "changes-since, any,       The \"changes-since\" filter is no longer available on v2.",
        "protected,     maybe,     Invalid value 'maybe' for 'protected' filter. Valid values are 'true' or 'false'.",
    })
    void invalidParameterIsRejected(String name, String value, String message) {
        assertThatThrownBy(() -> page(name, value))
                .asInstanceOf(InstanceOfAssertFactories.type(DemoGlanceException.class))
                .satisfies(error -> assertThat(error.status()).isEqualTo(400))
                .extracting(DemoGlanceException::message)
                .isEqualTo(message);
    }

    @Test
    void markerOfAnotherProjectIsForbidden() {
        cloud.put(DemoImages.active("theirs", "them", "private"));

        assertThatThrownBy(() -> page("marker", "theirs"))
                .asInstanceOf(InstanceOfAssertFactories.type(DemoGlanceException.class))
                .extracting(DemoGlanceException::status)
                .isEqualTo(403);
    }

    @Test
    void hiddenImagesAreListedOnRequestOnly() {
        cloud.put(image("h", "2015-05-03T10:00:00Z").put("os_hidden", true));

        assertThat(ids()).doesNotContain("h");
        assertThat(ids("os_hidden", "true")).containsExactly("h");
    }

    private List<String> ids(String... query) {
        return page(query).path("images").findValuesAsText("id");
    }

    private JsonNode page(String... query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(query[i], query[i + 1]);
        }
        return DemoJson.read(new ImageList(cloud, OWNER, parameters).page());
    }

    private static ObjectNode image(String id, String createdAt) {
        ObjectNode image = DemoImages.active(id, "us", "private").put("name", "image " + id);
        return image.put("created_at", createdAt).put("updated_at", createdAt);
    }
}

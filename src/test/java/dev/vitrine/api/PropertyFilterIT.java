package dev.vitrine.api;

import static dev.vitrine.testing.TestGateway.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists by properties that Glance cannot filter by: what has them is found, and Glance is not asked for them. */
@ExtendWith(VertxExtension.class)
class PropertyFilterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGES = "/v2/openstack/images";
    private static final List<String> IDS = IntStream.range(0, 5)
            .mapToObj(i -> "aaaaaaaa-0000-4000-8000-00000000000" + i)
            .toList();

    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, "glance.page-size=2");
    }

    private void put(String property, String value, List<String> ids) {
        ids.forEach(id ->
                gateway.cloud.put(DemoImages.active(id, "openstack", "private").put(property, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu_max",
                "cpu_min",
                "size_min",
                "size_max",
                "min_ram_min",
                "_max",
                "visibility_max",
                "is_public",
                "registry",
                "save",
                "update",
                "delete",
                "keys",
                "values",
                "items",
                "iteritems",
                "to_dict",
                "get",
                "next",
                "_x",
                "deleted_max",
                "created_at_min",
                "tags_max",
                "cpu_max_max",
                "x_min_max",
                "_as_dict"
            })
    void whatHasThePropertyIsFound(String property) throws Exception {
        put(property, "4", IDS.subList(1, 4));
        put(property, "5", IDS.subList(4, 5));

        for (String route : new String[] {"", "/detail"}) {
            RawHttp.Answer json = gateway.get("demo", IMAGES + route + "?property-" + property + "=4");
            RawHttp.Answer xml = gateway.get("demo", IMAGES + route + ".xml?property-" + property + "=4");

            assertThat(ids(json)).containsExactlyInAnyOrderElementsOf(IDS.subList(1, 4));
            assertThat(xml.body().split("<image ", -1)).hasSize(4);
        }
        assertThat(ids(gateway.get("demo", IMAGES + "?property-" + property + "=6")))
                .isEmpty();
        assertThat(ids(gateway.get("demo", IMAGES + "?property-" + property + "=in:4,5")))
                .isEmpty();
        assertThat(gateway.glance.asked()).noneMatch(uri -> uri.contains(property + "=4"));
    }

    @Test
    void pagesOfWhatIsFoundAreFullAndLinkToTheNext() throws Exception {
        put("cpu_max", "4", IDS);
        List<String> seen = new ArrayList<>();

        String next = "/v2.1/images?limit=2&property-cpu_max=4";
        while (next != null) {
            RawHttp.Answer page = gateway.get("demo", next);
            assertThat(page.status()).isEqualTo(200);
            seen.addAll(ids(page));
            String href = JSON.readTree(page.body()).at("/images_links/0/href").asText("");
            next = href.isEmpty() ? null : href.replace("http://openstack.example.com", "");
            assertThat(ids(page)).hasSize(next == null ? 1 : 2);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(IDS);
    }

    @Test
    void everyFilterCounts() throws Exception {
        put("image_type", "mine", IDS);

        assertThat(ids(gateway.get("demo", IMAGES + "?type=mine"))).hasSize(5);
        assertThat(ids(gateway.get("demo", IMAGES + "?type=mine&property-image_type=mine")))
                .hasSize(5);
        assertThat(ids(gateway.get("demo", IMAGES + "?type=mine&property-image_type=backup")))
                .isEmpty();
        assertThat(ids(gateway.get("demo", IMAGES + "?type=backup&property-image_type=mine")))
                .isEmpty();
        assertThat(ids(gateway.get("demo", IMAGES + "?type=mine&property-cpu_max=4")))
                .isEmpty();
    }

    @Test
    void manyAndLongFiltersAreNoFault() throws Exception {
        put("image_type", "mine", IDS);
        String many =
                IntStream.range(0, 70).mapToObj(i -> "&property-p" + i + "=x").collect(Collectors.joining());

        assertThat(ids(gateway.get("demo", IMAGES + "?type=mine" + many))).isEmpty();
        assertThat(ids(gateway.get("demo", IMAGES + "?type=" + "x".repeat(3000))))
                .isEmpty();
        assertThat(ids(gateway.get("demo", IMAGES + "?name=" + "+".repeat(3000))))
                .isEmpty();
        assertThat(gateway.glance.asked())
                .allMatch(uri -> uri.length() < 8192 && uri.split("&p[0-9]+=", -1).length <= 17);
    }
}

package dev.vitrine.glance;

import static dev.vitrine.testing.TestGateway.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are deleted, or become invisible, between two calls for one list. */
@ExtendWith(VertxExtension.class)
class ListWalkIT {
    private static final String IMAGES = "/v2/openstack/images";

    /** Deletes the markers of this many requests, as they come. */
    private static void deleteMarkers(TestGateway gateway, int number) {
        Set<String> deleted = new HashSet<>();
        gateway.glance.answerWith(request -> {
            String marker = request.getParam("marker");
            if (marker != null && deleted.size() < number) {
                deleted.add(marker);
                gateway.cloud.remove(marker);
            }
            gateway.glance.pass(request);
        });
    }

    /** Starts a gateway that serves no list from its cache, whatever Glance responds. */
    private static TestGateway withoutCache(Vertx vertx, int pageSize) throws Exception {
        return TestGateway.start(
                vertx,
                "glance.page-size=" + pageSize,
                "cache.fresh=0s",
                "cache.stale-while-revalidate=0s",
                "cache.stale-if-error=0s");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "1, 3", "2, 1", "2, 2", "3, 1", "3, 3", "5, 1", "5, 4", "7, 7"})
    void theWalkGoesOnBehindDeletedMarkers(int pageSize, int deleted, Vertx vertx) throws Exception {
        TestGateway gateway = withoutCache(vertx, pageSize);
        List<String> all = ids(gateway.get("demo", IMAGES));
        deleteMarkers(gateway, deleted);

        List<String> shown = ids(gateway.get("demo", IMAGES));
        List<String> left = ids(gateway.get("demo", IMAGES));

        assertThat(all).hasSizeGreaterThan(pageSize + 1);
        assertThat(shown).isEqualTo(all);
        assertThat(left).hasSize(all.size() - deleted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".xml", "/detail", "/detail.xml"})
    void moreThanAFewDeletedMarkersAreAnOutage(String route, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
        gateway.glance.answerWith(request -> {
            if (request.getParam("marker") == null) {
                gateway.glance.pass(request);
            } else {
                refuse(request, 400, "No image found with ID " + request.getParam("marker"));
            }
        });

        RawHttp.Answer answer = gateway.get("demo", IMAGES + route);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("No image found");
        assertThat(gateway.glance.asked()).hasSizeLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aMarkerThatHasBecomeInvisibleIsPassedOver(int status, Vertx vertx) throws Exception {
        TestGateway gateway = withoutCache(vertx, 3);
        List<String> all = ids(gateway.get("demo", IMAGES));
        String hidden = all.get(2);
        gateway.glance.answerWith(request -> {
            if (hidden.equals(request.getParam("marker"))) {
                refuse(request, status, "Forbidding request, image " + hidden + " not visible");
            } else {
                gateway.glance.pass(request);
            }
        });

        assertThat(ids(gateway.get("demo", IMAGES))).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/openstack/images,          1000",
        "/v1.1/openstack/images/detail, 3",
        "/v2.1/images,                  4",
        "/v2.1/openstack/images/detail, 5",
        "/v2/images,                    6"
    })
    void aClientsMarkerAndLimitHoldWhileTheGatewaysMarkersAreDeleted(String path, int limit, Vertx vertx)
            throws Exception {
        TestGateway gateway = withoutCache(vertx, 2);
        List<String> all = ids(gateway.get("demo", IMAGES));
        String own = all.get(0);
        Set<String> deleted = new HashSet<>();
        gateway.glance.answerWith(request -> {
            String marker = request.getParam("marker");
            if (!own.equals(marker) && deleted.size() < 3 && deleted.add(marker)) {
                gateway.cloud.remove(marker);
            }
            gateway.glance.pass(request);
        });

        List<String> shown = ids(gateway.get("demo", path + "?limit=" + limit + "&marker=" + own));

        assertThat(shown).isEqualTo(all.subList(1, Math.min(all.size(), limit + 1)));
        assertThat(deleted).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/openstack/images", "/v1.1/openstack/images/detail.xml", "/v2.1/images"})
    void aClientsMarkerThatIsDeletedAfterTheFirstPageIsNotItsFault(String path, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=1");
        String own = ids(gateway.get("demo", IMAGES)).get(0);
        gateway.glance.answerWith(request -> {
            if (!own.equals(request.getParam("marker"))) {
                gateway.cloud.remove(own);
                gateway.cloud.remove(request.getParam("marker"));
            }
            gateway.glance.pass(request);
        });

        RawHttp.Answer answer = gateway.get("demo", path + "?marker=" + own);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu_max", "os_distro"})
    void theWalkGoesOnForAFilteredListToo(String property, Vertx vertx) throws Exception {
        TestGateway gateway = withoutCache(vertx, 2);
        for (int i = 0; i < 7; i++) {
            String id = "aaaaaaaa-0000-4000-8000-00000000000" + i;
            gateway.cloud.put(DemoImages.active(id, "openstack", "private").put(property, "4"));
        }
        String list = "/v2.1/images/detail?property-" + property + "=4";
        List<String> all = ids(gateway.get("demo", list));
        deleteMarkers(gateway, 2);

        assertThat(ids(gateway.get("demo", list))).hasSize(7).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".xml", "/detail", "/detail.xml"})
    void aGlanceThatRepeatsItsPageIsABadGateway(String route, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
        String page = "{\"images\":[{\"id\":\"" + TestGateway.PUBLIC_IMAGE
                + "\",\"status\":\"active\"}],\"next\":\"/v2/images?marker=x\"}";
        gateway.glance.answerWith(request ->
                request.response().putHeader("Content-Type", "application/json").end(page));
        CapturedLog log = new CapturedLog(GlanceClient.class.getName());

        RawHttp.Answer answer;
        try (log) {
            answer = gateway.get("demo", IMAGES + route);
        }

        assertThat(answer.status()).isEqualTo(502);
        assertThat(gateway.glance.asked()).hasSize(2);
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains("images that were there already behind image " + TestGateway.PUBLIC_IMAGE);
    }

    @Test
    void aClientsOwnMarkerIsItsFault(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
        String marker = "00000000-dead-4bad-8bad-000000000000";

        RawHttp.Answer answer = gateway.get("demo", IMAGES + "?marker=" + marker);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("No image found with ID " + marker);
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-OpenStack-Request-ID", "req-1")
                .end("{\"message\":\"" + message + "<br /><br />\"}");
    }
}

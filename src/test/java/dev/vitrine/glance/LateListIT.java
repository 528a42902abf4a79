package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Glance that takes longer for lists than for single images. */
@Tag("beside")
@ExtendWith(VertxExtension.class)
@Timeout(60)
class LateListIT {
    private static final String IMAGES = "/v2/openstack/images";

    private static boolean isList(HttpServerRequest request) {
        return request.path().equals("/v2/images");
    }

    private static String image(int number) {
        return IMAGES + String.format("/%08d-0000-4000-8000-00000000cafe", number);
    }

    /** Returns how often Glance was asked for a page. */
    private static int pages(TestGateway gateway) {
        return (int) gateway.glance.asked().stream()
                .filter(line -> line.startsWith("GET /v2/images?"))
                .count();
    }

    /** Requests so many different lists. */
    private static List<Future<Integer>> lists(TestGateway gateway, Vertx vertx, int number) {
        List<Future<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            lists.addAll(Requests.send(vertx, gateway.port(), IMAGES + "?limit=" + (i + 1), "demo", 1));
        }
        return lists;
    }

    private static int status(Future<Integer> answer) throws Exception {
        return answer.await(30, TimeUnit.SECONDS);
    }

    /** The image is requested after the list: when it has timed out, the list has had as much time. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".xml", "/detail", "/detail.xml"})
    void aListMayTakeLongerThanAnImage(String route, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.first-byte-timeout=300ms", "glance.timeout=600ms");
        gateway.glance.hold();

        Future<Integer> list =
                Requests.send(vertx, gateway.port(), IMAGES + route, "demo", 1).get(0);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        int image = gateway.get("demo", image(1)).status();
        gateway.glance.release();

        assertThat(image).isEqualTo(503);
        assertThat(status(list)).isEqualTo(200);
        assertThat(pages(gateway)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "HEAD, .xml", "GET, /detail.xml", "HEAD, /detail"})
    void aListIsA503WhenItsTimeIsOverAndGlanceIsAskedForNoMoreOfIt(String method, String route, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2", "glance.list-timeout=1s");
        gateway.glance.hold(request -> request.getParam("marker") != null);

        RawHttp.Answer late = gateway.send(method, "demo", IMAGES + route);
        int other = gateway.get("demo", image(1)).status();

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.header("Retry-After")).isEqualTo("1");
        assertThat(other).isEqualTo(404);
        assertThat(pages(gateway)).isEqualTo(2);
    }

    /** As many lists as one project has calls are in progress, and all of them take longer than an image may. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 64})
    void noneOfManyDifferentListsIsRefusedAndImagesAreServedMeanwhile(int number, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "glance.first-byte-timeout=500ms", "glance.timeout=1s", "cache.fresh=1m", "glance.page-size=2");
        String hot = IMAGES + "/" + TestGateway.FAKEIMAGE7;
        assertThat(gateway.get("demo", hot).status()).isEqualTo(200);
        gateway.glance.hold(
                request -> isList(request) || request.path().endsWith("00000001-0000-4000-8000-00000000cafe"));

        List<Future<Integer>> lists = lists(gateway, vertx, number);
        gateway.glance.held(Math.min(number, 3)).await(10, TimeUnit.SECONDS);
        int late = gateway.get("demo", image(1)).status();
        List<Integer> meanwhile = List.of(
                gateway.get("demo", hot).status(),
                gateway.get("demo", image(2)).status(),
                gateway.get("demo", image(3)).status());
        gateway.glance.release();

        assertThat(late).isEqualTo(503);
        assertThat(meanwhile).containsExactly(200, 404, 404);
        for (Future<Integer> list : lists) {
            assertThat(status(list)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".xml", "/detail", "/detail.xml"})
    void aPageThatIsLateIsAskedForInHalves(String route, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                "glance.first-byte-timeout=500ms",
                "glance.timeout=1s",
                "glance.list-timeout=2s",
                "glance.page-size=8",
                "cache.fresh=0s",
                "cache.stale-while-revalidate=0s");
        gateway.glance.hold(request -> "8".equals(request.getParam("limit")));

        RawHttp.Answer answer = gateway.get("demo", IMAGES + route + "?limit=8");
        List<String> asked = gateway.glance.asked();
        gateway.glance.release();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(gateway.get("demo", IMAGES + route + "?limit=8").body());
        assertThat(asked)
                .filteredOn(line -> line.startsWith("GET /v2/images?"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("limit=8").doesNotContain("marker"),
                        second -> assertThat(second).contains("limit=4").doesNotContain("marker"),
                        third -> assertThat(third).contains("limit=4&marker="));
    }

    @Test
    void aPageThatComesToAHaltGoesOnBehindWhatHasCome(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                "glance.first-byte-timeout=500ms",
                "glance.timeout=1s",
                "glance.list-timeout=2s",
                "cache.fresh=0s",
                "cache.stale-while-revalidate=0s",
                "cache.stale-if-error=0s");
        List<String> all = TestGateway.ids(gateway.get("demo", IMAGES));
        String record = "{\"id\":\"%s\",\"status\":\"active\"},";
        gateway.glance.answerWith(request -> {
            if (request.getParam("marker") == null) {
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .setChunked(true)
                        .write("{\"images\":[" + record.formatted(all.get(0)) + record.formatted(all.get(1)));
            } else {
                gateway.glance.pass(request);
            }
        });

        assertThat(TestGateway.ids(gateway.get("demo", IMAGES))).isEqualTo(all);

        assertThat(gateway.glance.asked().get(gateway.glance.asked().size() - 1))
                .contains("marker=" + all.get(1));
    }

    @Test
    void aSlowPageMakesThePagesOfOtherListsShorter(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=150");
        for (int i = 0; i < 150; i++) {
            String id = "aaaaaaaa-0000-4000-8000-" + String.format("%012d", i);
            gateway.cloud.put(DemoImages.active(id, "openstack", "private"));
        }
        gateway.glance.hold(LateListIT::isList);
        Future<Integer> slow = Requests.send(vertx, gateway.port(), IMAGES + "?limit=150", "demo", 1)
                .get(0);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        vertx.timer(1_500, TimeUnit.MILLISECONDS).await(10, TimeUnit.SECONDS);
        gateway.glance.release();
        assertThat(status(slow)).isEqualTo(200);

        assertThat(TestGateway.ids(gateway.get("demo", IMAGES + "?limit=149"))).hasSize(149);

        assertThat(gateway.glance.asked())
                .filteredOn(line -> line.startsWith("GET /v2/images?"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("limit=150"),
                        second -> assertThat(second).contains("limit=100").doesNotContain("marker"),
                        third -> assertThat(third).contains("limit=49&marker="));
    }

    @Test
    void listsThatAreLateKeepNoImageOut(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, "glance.first-byte-timeout=1s", "glance.timeout=2s", "glance.list-timeout=2s");
        gateway.glance.hold(LateListIT::isList);

        for (Future<Integer> list : lists(gateway, vertx, 5)) {
            assertThat(status(list)).isEqualTo(503);
        }

        assertThat(gateway.get("demo", image(1)).status()).isEqualTo(404);
        assertThat(gateway.get("demo", IMAGES + "/" + TestGateway.FAKEIMAGE7).status())
                .isEqualTo(200);
        assertThat(gateway.metrics()).contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 0.0");
    }
}

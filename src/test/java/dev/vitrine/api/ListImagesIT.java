package dev.vitrine.api;

import static dev.vitrine.testing.TestGateway.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists over the wire: order, pages, and what is remembered of them. */
@ExtendWith(VertxExtension.class)
class ListImagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGES = "/v2/openstack/images";
    private static final String HOST = "http://openstack.example.com";
    private static final String UNKNOWN = "00000000-dead-4bad-8bad-000000000000";
    private static final String OTHERS = "55555555-5555-4555-8555-555555555555";

    @ParameterizedTest
    @ValueSource(strings = {"/v1.1/openstack", "/v2/openstack", "/v2.1/openstack", "/v2.1"})
    void everyMountListsTheNewestFirst(String mount, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer index = gateway.get("demo", mount + "/images");
        RawHttp.Answer detail = gateway.get("demo", mount + "/images/detail");
        JsonNode first = JSON.readTree(detail.body()).at("/images/0");

        assertThat(index.status()).isEqualTo(200);
        assertThat(index.header("Content-Type")).isEqualTo("application/json");
        assertThat(ids(index))
                .startsWith("efefefef-efef-4fef-8fef-efefefefefef", "cdcdcdcd-cdcd-4dcd-8dcd-cdcdcdcdcdcd")
                .endsWith("11111111-1111-4111-8111-111111111111", TestGateway.FAKEIMAGE7)
                .doesNotContain(OTHERS)
                .doesNotHaveDuplicates();
        assertThat(ids(detail)).isEqualTo(ids(index));
        assertThat(fields(JSON.readTree(index.body()).at("/images/0"))).containsExactly("id", "links", "name");
        assertThat(first.at("/links/0/href").asText())
                .isEqualTo(HOST + mount + "/images/efefefef-efef-4fef-8fef-efefefefefef");
        assertThat(first.has("OS-EXT-IMG-SIZE:size")).isEqualTo(mount.startsWith("/v2.1"));
        assertThat(index.body()).doesNotContain("images_links");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/images/detail"})
    void anEntryIsWrittenAsTheImageIsShown(String collection, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String xml = gateway.get("demo", "/v2/openstack" + collection + ".xml?limit=1&name=fakeimage7")
                .body();
        String shown = gateway.get("demo", IMAGES + "/" + TestGateway.FAKEIMAGE7 + ".xml")
                .body();

        assertThat(xml)
                .startsWith("<?xml version='1.0' encoding='UTF-8'?>\n<images ")
                .contains(HOST + "/v2/openstack" + collection + "?limit=1&amp;marker=" + TestGateway.FAKEIMAGE7
                        + "&amp;name=fakeimage7\" rel=\"next\"/></images>");
        if (collection.endsWith("detail")) {
            assertThat(xml).contains(shown.substring(shown.indexOf("<metadata"), shown.indexOf("</image>")));
            assertThat(JSON.readTree(gateway.get("demo", IMAGES + "/detail?name=fakeimage7")
                                    .body())
                            .at("/images/0"))
                    .isEqualTo(JSON.readTree(gateway.get("demo", IMAGES + "/" + TestGateway.FAKEIMAGE7)
                                    .body())
                            .path("image"));
        }
    }

    @ParameterizedTest
    @CsvSource({"/images, 1000", "/images/detail, 1000", "/images, 2"})
    void nextLinksLeadThroughAllImagesOnce(String collection, int pageSize, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=" + pageSize);
        List<String> all = ids(gateway.get("demo", IMAGES));
        List<String> seen = new ArrayList<>();

        String next = "/v2.1" + collection + "?limit=3";
        while (next != null) {
            RawHttp.Answer page = gateway.get("demo", next);
            assertThat(ids(page)).hasSizeLessThanOrEqualTo(3);
            seen.addAll(ids(page));
            next = next(page);
            assertThat(next == null || next.startsWith("/v2.1" + collection + "?limit=3&marker="))
                    .isTrue();
        }

        assertThat(seen).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"'', 4, 4", "?limit=0, 4, 4", "?limit=2, 2, 2", "?limit=5, 4, 4", "?limit=99999999999, 4, 4"})
    void noPageIsLongerThanTheMaximum(String query, int count, int asked, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "api.max-limit=4");

        RawHttp.Answer page = gateway.get("demo", IMAGES + query);

        assertThat(ids(page)).hasSize(count);
        assertThat(next(page)).contains("marker=" + ids(page).get(count - 1));
        assertThat(gateway.glance.asked()).containsExactly("GET /v2/images?limit=" + asked);
    }

    @Test
    void aPageThatGlanceCapsIsFilledUp(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");

        List<String> ids = ids(gateway.get("demo", IMAGES + "?limit=5"));

        assertThat(ids).hasSize(5);
        assertThat(gateway.glance.asked())
                .containsExactly(
                        "GET /v2/images?limit=2",
                        "GET /v2/images?limit=2&marker=" + ids.get(1),
                        "GET /v2/images?limit=1&marker=" + ids.get(3));
    }

    @Test
    void aNextLinkKeepsTheParametersSorted(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer page = gateway.get(
                "demo",
                IMAGES + "/detail?type=snapshot;limit=7&limit=1&b=%C3%A9+%26&changes-since=2011-01-01T00:00:00Z");

        assertThat(next(page))
                .isEqualTo(IMAGES + "/detail?b=%C3%A9+%26&changes-since=2011-01-01T00%3A00%3A00Z&limit=1"
                        + "&marker=77777777-7777-4777-8777-777777777777&type=snapshot");
        assertThat(ids(gateway.get("demo", next(page)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "marker=" + UNKNOWN + " | 400 | No image found with ID " + UNKNOWN,
                "marker=bogus | 400 | No image found with ID bogus",
                "marker=" + OTHERS + " | 403 | Forbidding request, image " + OTHERS + " not visible",
                "limit=abc | 400 | limit param must be an integer",
                "limit=-1 | 400 | limit param must be positive",
                "page_size=x | 400 | page_size param must be an integer",
                "name=%ff | 400 | The query cannot be decoded.",
                "%c0%af=x | 400 | The query cannot be decoded.",
                "a=%00 | 400 | The query cannot be decoded.",
                "marker=50% | 400 | No image found with ID 50%",
                "limit=1% | 400 | limit param must be an integer",
                "offset=%zz | 400 | offset param must be an integer",
                "name=50%+%ff | 400 | The query cannot be decoded.",
                "%=%e9 | 400 | The query cannot be decoded.",
                "changes-since=% | 400 | Invalid changes-since: an ISO 8601 time is expected.",
                "changes-since=yesterday | 400 | Invalid changes-since: an ISO 8601 time is expected."
            })
    void aBadParameterIsToldInBothFormats(String query, int status, String message, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String name = status == 400 ? "badRequest" : "forbidden";

        assertThat(gateway.get("demo", IMAGES + "?" + query).body())
                .isEqualTo("{\"" + name + "\":{\"message\":\"" + message + "\",\"code\":" + status + "}}");
        RawHttp.Answer xml = gateway.get("demo", IMAGES + "/detail.xml?" + query);
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.body()).contains("<message>" + message + "</message>");
    }

    /** As a form is decoded (WHATWG URL, section 1.3), whatever the parameter is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "anything=%",
                "%=%4",
                "x=%zz;%%",
                "limit=1&x=100%",
                "name=50%+off",
                "status=%",
                "server=%2",
                "property-50%=x",
                "minRam=%",
                "%6Cimit=%31&%",
                "marker=;%",
                "type=%zz;a%",
                "sort_key=%",
                "a=[%]{}|^"
            })
    void aPercentSignInAQueryThatBeginsNoEscapeIsItself(String query, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (String path : List.of(IMAGES, IMAGES + "/detail", "/v2.1/images", IMAGES + ".xml")) {
            RawHttp.Answer answer = gateway.get("demo", path + "?" + query);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("%&").doesNotContain("%zz");
        }
        assertThat(gateway.glance.asked())
                .noneMatch(line -> line.contains("name")
                        && !line.contains("name=eq:50%25%20off")
                        && !line.contains("name=eq%3A50%25%20off")
                        && !line.contains("name=eq%3A50%25+off"));
    }

    @Test
    void whereNoImageCanMatchGlanceIsNotAsked(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(gateway.get("demo", IMAGES + "?status=DELETED").body()).isEqualTo("{\"images\":[]}");
        assertThat(gateway.get("demo", IMAGES + ".xml?property-owner=x").body()).endsWith("/compute/api/v1.1\"/>");
        assertThat(gateway.imageCalls()).isZero();
    }

    @Test
    void aListIsBelievedAsLongAsAnImageAndByItsClassAlone(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        gateway.cloud.grant("twin", DemoUser.of("twin", "openstack", "member", "reader"));
        List<String> mine = ids(gateway.get("demo", IMAGES));
        List<String> others = ids(gateway.get("other", "/v2/other/images"));
        gateway.cloud.remove(TestGateway.FAKEIMAGE7);

        clock.pass(Duration.ofMillis(4499));
        assertThat(ids(gateway.get("twin", IMAGES + "?colour=blue"))).isEqualTo(mine);
        assertThat(others).contains(OTHERS).isNotEqualTo(mine);
        assertThat(gateway.imageCalls()).isEqualTo(2);
        clock.pass(Duration.ofMillis(5501));
        assertThat(ids(gateway.get("demo", IMAGES))).doesNotContain(TestGateway.FAKEIMAGE7);
        assertThat(gateway.imageCalls()).isEqualTo(3);
    }

    @Test
    void manyWhoWantOneListMakeOneCall(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGES + "/1");
        gateway.glance.hold();

        List<Future<Integer>> answers = Requests.send(vertx, gateway.port(), IMAGES + "/detail", "demo", 100);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        gateway.glance.release();

        for (Future<Integer> answer : answers) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(200);
        }
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @Test
    void headAnswersAsGetWithoutTheBody(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        RawHttp.Answer get = gateway.get("demo", IMAGES);
        RawHttp.Answer head = gateway.send("HEAD", "demo", IMAGES);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns the path and query of the link to the next page, or null if there is none. */
    private static String next(RawHttp.Answer answer) throws Exception {
        JsonNode link = JSON.readTree(answer.body()).at("/images_links/0/href");
        return link.isMissingNode() ? null : link.asText().substring(HOST.length());
    }
}

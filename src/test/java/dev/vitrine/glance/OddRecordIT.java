package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that is not as Glance writes it: the image is read if Nova reads it, and takes no list with it if not. */
@ExtendWith(VertxExtension.class)
class OddRecordIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;

    /** The first page that this Glance shows, each of whose images has the members; the second has a good image. */
    private static void answer(TestGateway gateway, int odd, String members) {
        gateway.glance.answerWith(request -> {
            if (request.path().equals("/v2/images")) {
                list(request, odd, members);
            } else {
                json(request, record(TestGateway.FAKEIMAGE7, members));
            }
        });
    }

    private static void list(HttpServerRequest request, int odd, String members) {
        int limit = Integer.parseInt(request.getParam("limit"));
        String marker = request.getParam("marker");
        int from = marker == null ? 0 : Integer.parseInt(marker.substring(marker.length() - 2)) + 1;
        List<String> records = new ArrayList<>();
        for (int i = from; i < 6 && records.size() < limit; i++) {
            String id = "aaaaaaaa-0000-4000-8000-0000000000" + "%02d".formatted(i);
            records.add(record(id, i == odd ? members : "\"size\":1"));
        }
        json(
                request,
                "{\"images\":[" + String.join(",", records) + "]"
                        + (records.size() == limit ? ",\"next\":\"/v2/images\"}" : "}"));
    }

    private static String record(String id, String members) {
        return "{\"id\":\"" + id + "\",\"status\":\"active\"," + members + "}";
    }

    private static void json(HttpServerRequest request, String body) {
        request.response().putHeader("Content-Type", "application/json").end(body);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'min_ram':'512'       | 512",
                "'min_ram':512.7  | 512",
                "'min_ram':true | 1",
                "'min_ram':'' | 0",
                "'min_ram':null        | 0",
                "'min_ram':[]     | 0",
                "'min_ram':' 5_12 ' | 512",
                "'min_ram':{} | 0",
                "'min_ram':5.12e2 | 512",
                "'min_ram':'０５１２' | 512",
                "'min_ram':false,'visibility':{'a':[1]} | 0",
                "'min_ram':3,'owner':5,'tags':[[[]]] | 3",
                "'min_ram':4,'block_device_mapping':'[1e99999999999]' | 4",
                "'min_ram':5,'mappings':'[{' | 5",
                "'min_ram':6,'p':1e99999999999 | 6",
                "'min_ram':7,'checksum':{'a':null},'locations':[{'url':null}] | 7"
            })
    void whatNovaReadsIsRead(String members, int minRam, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        answer(gateway, 3, members.replace('\'', '"'));

        JsonNode shown = JSON.readTree(gateway.get("demo", IMAGE).body()).path("image");
        JsonNode listed =
                JSON.readTree(gateway.get("demo", IMAGES + "/detail").body()).path("images");

        assertThat(shown.path("minRam").asInt()).isEqualTo(minRam);
        assertThat(listed).hasSize(6);
        assertThat(listed.get(3).path("minRam").asInt()).isEqualTo(minRam);
        assertThat(gateway.get("demo", IMAGE + ".xml").body()).contains("minRam=\"" + minRam + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'min_ram':'a lot'",
                "'min_disk':[1]",
                "'size':9223372036854775808",
                "'size':1e30",
                "'created_at':'now'",
                "'updated_at':5",
                "'name':{'a':1}",
                "'p':[1e99999999999]",
                "'created_at':''",
                "'size':[0]",
                "'min_ram':'1e3'",
                "'p':1,'p':2"
            })
    void anyOtherIsLeftOutAlone(String members, Vertx vertx) throws Exception {
        for (int odd : new int[] {0, 2, 3, 5}) {
            for (int pageSize : new int[] {1, 3, 1000}) {
                TestGateway gateway = TestGateway.start(vertx, "glance.page-size=" + pageSize);
                answer(gateway, odd, members.replace('\'', '"'));

                for (String route : new String[] {"", "/detail"}) {
                    RawHttp.Answer json = gateway.get("demo", IMAGES + route);
                    RawHttp.Answer xml = gateway.get("demo", IMAGES + route + ".xml");
                    assertThat(json.status()).isEqualTo(200);
                    assertThat(JSON.readTree(json.body()).path("images")).hasSize(5);
                    assertThat(json.body()).doesNotContain("0000000000" + "%02d".formatted(odd));
                    assertThat(xml.status()).isEqualTo(200);
                    assertThat(xml.body().split("<image ", -1)).hasSize(6);
                }
                RawHttp.Answer page = gateway.get("demo", IMAGES + "?limit=5");
                assertThat(JSON.readTree(page.body()).path("images")).hasSize(5);
                assertThat(page.body()).contains("images_links");
                assertThat(gateway.metrics()).contains("vitrine_glance_records_malformed_total ");
                assertThat(gateway.metrics()).doesNotContain("vitrine_glance_records_malformed_total 0.0");
            }
        }
    }

    @Test
    void theImageItselfIsA502(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        answer(gateway, 3, "\"min_ram\":\"a lot\"");

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(502);
        assertThat(gateway.get("demo", IMAGE + ".xml").status()).isEqualTo(502);
    }

    @Test
    void theLogNamesTheImageAndTheReasonOnce(Vertx vertx) throws Exception {
        CapturedLog log = new CapturedLog("dev.vitrine.glance");
        try (log) {
            TestGateway gateway = TestGateway.start(
                    vertx, "cache.fresh=0s", "cache.stale-while-revalidate=0s", "cache.stale-if-error=0s");
            answer(gateway, 3, "\"size\":9223372036854775808");
            gateway.get("demo", IMAGES);
            gateway.get("demo", IMAGES + "/detail");
            assertThat(gateway.metrics()).contains("vitrine_glance_records_malformed_total 2.0");
        }
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith(
                        "image aaaaaaaa-0000-4000-8000-000000000003 is left out of a list: size is out of range (request req-");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'images':[*,*                      | no JSON behind image aa",
                "{'images':[*,{'id':'y','p':[        | no JSON in image y behind image aa",
                "{'images':[*,x]}                    | no JSON behind image aa",
                "{'images':[*,{'id':'y','p':NaN}]}   | no JSON in image y behind image aa",
                "{'images':[*]}]                     | no JSON behind image aa",
                "{'images':[*]}{}                    | more behind the list behind image aa",
                "{'images':[*],'images':[]}          | a member twice behind image aa",
                "{'images':[*,*,*]}                  | more images than asked for behind image aa",
                "{'images':[]                        | no JSON",
                "{}                                  | an incomplete list of images",
            })
    void theLogOfARefusedListNamesTheImage(String page, String reason, Vertx vertx) throws Exception {
        CapturedLog log = new CapturedLog("dev.vitrine.glance");
        try (log) {
            TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
            String body = page.replace("*", record("aa", "'size':1")).replace('\'', '"');
            gateway.glance.answerWith(request -> json(request, body));

            assertThat(gateway.get("demo", IMAGES + "/detail.xml").status()).isEqualTo(502);
        }
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("invalid response of Glance to /v2/images: " + reason + " (request req-");
    }

    @Test
    void recordsWithoutIdsDoNotMakeAnEndlessWalk(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(request -> json(request, "{\"images\":[{},{}],\"next\":\"/v2/images\"}"));

        assertThat(gateway.get("demo", IMAGES).status()).isEqualTo(502);
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }
}

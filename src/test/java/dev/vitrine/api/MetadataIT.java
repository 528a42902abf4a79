package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Samples;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata over the wire: what the client gets and what Glance is told. */
@ExtendWith(VertxExtension.class)
class MetadataIT {
    private static final String ID = "3f0c2a1e-6a55-4c4b-9f0e-2f5d8a7b1c07";
    private static final String PATH = "/v2/openstack/images/" + ID + "/metadata";
    private static final String V21 = "/v2.1/images/" + ID + "/metadata";
    private static final String UNKNOWN = "00000000-dead-4bad-8bad-000000000000";
    private TestGateway gateway;
    private final List<String> patches = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
        gateway.cloud.put((ObjectNode) Samples.tree(Samples.bytes("14-metadata-before-glance.json")));
        gateway.glance.answerWith(this::noted);
    }

    /** Notes the patch and passes the request on. */
    private void noted(HttpServerRequest request) {
        if (request.method().name().equals("PATCH")) {
            assertThat(request.getHeader("Content-Type")).isEqualTo("application/openstack-images-v2.1-json-patch");
            request.body().onSuccess(body -> patches.add(body.toString(UTF_8)));
        }
        gateway.glance.pass(request);
    }

    @ParameterizedTest
    @CsvSource({
        "json, POST, '', 14-metadata-post",
        "xml, POST, '', 14-metadata-post",
        "json, PUT, '', 14-metadata-put",
        "xml, PUT, '', 14-metadata-put",
        "json, PUT, /auto_disk_config, 14-meta-put",
        "xml, PUT, /auto_disk_config, 14-meta-put"
    })
    void aWriteIsReadSentAndAnsweredAsPublished(String format, String method, String item, String sample)
            throws Exception {
        String request = new String(Samples.bytes(sample + "-req." + format), UTF_8);

        RawHttp.Answer answer = write(method, PATH + item, "application/" + format, request);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/" + format);
        assertThat(answer.body()).isEqualTo(Samples.compact(sample + "-resp." + format));
        assertThat(patches).containsExactly(Samples.compact(sample + "-glance-patch.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void readsAreAnsweredAsPublished(String format) throws Exception {
        String accept = "Accept: application/" + format;

        assertThat(gateway.get("demo", PATH, accept).body())
                .isEqualTo(Samples.compact("14-metadata-get-resp." + format));
        assertThat(gateway.get("demo", PATH + "/architecture", accept).body())
                .isEqualTo(Samples.compact("14-meta-get-resp." + format));
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1}, {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /v2   | architecture.xml        | application/json | 200 | application/xml  | >x86_64<",
                "GET  | /v1.1 | architecture.xml        | */*              | 200 | application/xml  | >x86_64<",
                "GET  | /v2   | architecture%2Exml      | */*              | 200 | application/xml  | >x86_64<",
                "GET  | /v2   | architecture.json       | application/xml  | 200 | application/json | x86_64",
                "GET  | /v2   | dotted.xml              | application/json | 200 | application/json | whole",
                "GET  | /v2   | dotted.xml              | application/xml  | 200 | application/xml  | >whole<",
                "GET  | /v2   | dotted.xml.json         | application/xml  | 200 | application/json | whole",
                "GET  | /v2   | dotted.xml.xml          | */*              | 200 | application/xml  | >whole<",
                "GET  | /v2   | dotted                  | */*              | 200 | application/json | bare",
                "GET  | /v2   | architecture.xml.xml    | */*              | 404 | application/xml; charset=UTF-8 | found",
                "GET  | /v2   | architecture.XML        | */*              | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2   | nothing.xml             | application/json | 404 | application/xml; charset=UTF-8 | found",
                "GET  | /v2   | nothing.json            | application/xml  | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2   | .xml                    | */*              | 404 | application/xml; charset=UTF-8 | found",
                "HEAD | /v2   | architecture.xml        | application/json | 200 | application/xml  | ''",
                "GET  | /v2.1 | architecture.xml        | application/xml  | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2.1 | dotted.xml              | application/xml  | 200 | application/json | whole",
                "GET  | /v2   | a%20b.xml               | */*              | 200 | application/xml  | >blank<",
                "GET  | /v2   | .json                   | application/xml  | 200 | application/xml  | >suffix alone<",
                "GET  | /v2   | .json.json              | application/xml  | 200 | application/json | suffix alone",
                "GET  | /v2   | 50%.xml                 | */*              | 200 | application/xml  | >percent<",
                "GET  | /v1.1 | 50%25.json              | application/xml  | 200 | application/json | percent",
                "GET  | /v2   | architecture.%78ml      | */*              | 200 | application/xml  | >x86_64<",
                "GET  | /v2   | architecture.xml?x=.json | */*             | 200 | application/xml  | >x86_64<",
                "GET  | /v2   | architecture.xml        | application/vnd.openstack.compute+json | 200 | application/xml | >x86_64<",
                "GET  | /v2   | dotted.xml              | application/vnd.openstack.compute+xml | 200 | application/vnd.openstack.compute+xml | >whole<",
                "GET  | /v1.1 | kernel_id.xml           | */*              | 200 | application/xml  | >None<",
                "GET  | /v2   | architecture.xml/       | */*              | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2   | architecture.xml;a=b    | */*              | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2   | architecture.atom       | */*              | 404 | application/json; charset=UTF-8 | found",
                "GET  | /v2   | architecturexml         | */*              | 404 | application/json; charset=UTF-8 | found",
                "HEAD | /v1.1 | dotted.json             | application/xml  | 200 | application/json | ''",
                "HEAD | /v2   | nothing.xml             | */*              | 404 | application/xml; charset=UTF-8 | ''",
                "POST | /v2   | architecture.xml        | application/json | 405 | application/json; charset=UTF-8 | badMethod"
            })
    void anItemIsReadWithASuffixIfThereIsNoneOfTheWholeName(
            String method, String mount, String key, String accept, int status, String type, String body)
            throws Exception {
        gateway.cloud.put(((ObjectNode) Samples.tree(Samples.bytes("14-metadata-before-glance.json")))
                .put("dotted", "bare")
                .put("dotted.xml", "whole")
                .put("a b", "blank")
                .put(".json", "suffix alone")
                .put("50%", "percent")
                .putNull("kernel_id"));

        RawHttp.Answer answer = gateway.send(
                method, "demo", mount + "/openstack/images/" + ID + "/metadata/" + key, "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.body()).contains(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2/openstack", "/v1.1/openstack"})
    void anItemWithASuffixHasItsTag(String base) throws Exception {
        String item = base + "/images/" + ID + "/metadata/architecture";
        String tag = gateway.get("demo", item, "Accept: application/xml").header("ETag");

        for (int i = 0; i < 2; i++) {
            assertThat(gateway.get("demo", item + ".xml", "If-None-Match: " + tag)
                            .status())
                    .isEqualTo(304);
            assertThat(gateway.get("demo", item + ".json", "If-None-Match: " + tag)
                            .status())
                    .isEqualTo(200);
            assertThat(gateway.get("demo", item + ".json", "If-Match: " + tag).status())
                    .isEqualTo(412);
        }
    }

    @Test
    void aWriteTakesTheWholeKey() throws Exception {
        assertThat(gateway.send("DELETE", "demo", PATH + "/architecture.xml").status())
                .isEqualTo(404);
        assertThat(write(
                                "PUT",
                                PATH + "/architecture.xml",
                                "application/json",
                                "{\"meta\":{\"architecture.xml\":\"x\"}}")
                        .body())
                .isEqualTo("{\"meta\":{\"architecture.xml\":\"x\"}}");

        ObjectNode record = gateway.cloud.image(ID).record();
        assertThat(record.path("architecture").asText()).isEqualTo("x86_64");
        assertThat(record.path("architecture.xml").asText()).isEqualTo("x");
    }

    @Test
    void anItemIsTakenAway() throws Exception {
        RawHttp.Answer answer = gateway.send("DELETE", "demo", PATH + "/architecture");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(patches).containsExactly(Samples.compact("14-meta-delete-glance-patch.json"));
        assertThat(gateway.get("demo", PATH + "/architecture").body())
                .isEqualTo("{\"itemNotFound\":{\"message\":\"The resource could not be found.\",\"code\":404}}");
        assertThat(gateway.send("DELETE", "demo", PATH + "/architecture").body())
                .isEqualTo("{\"itemNotFound\":{\"message\":\"Invalid metadata key\",\"code\":404}}");
    }

    @Test
    void aChangeOfAnItemLeavesAnImageSharedAndItsTagsAlone() throws Exception {
        write("PUT", PATH, "application/json", "{\"metadata\":{\"a\":\"1\"}}");

        ObjectNode record = gateway.cloud.image(ID).record();
        assertThat(record.path("visibility").asText()).isEqualTo("shared");
        assertThat(record.path("tags").toString()).isEqualTo("[\"keep\"]");
        assertThat(record.path("a").asText()).isEqualTo("1");
        assertThat(record.has("os_glance_failed_import")).isTrue();
        assertThat(record.has("kernel_id")).isFalse();
    }

    @Test
    void whatChangesNothingIsNotSent() throws Exception {
        String same = gateway.get("demo", PATH).body();

        for (String method : new String[] {"POST", "PUT"}) {
            assertThat(write(method, PATH, "application/json", same).body()).isEqualTo(same);
        }
        assertThat(patches).isEmpty();
    }

    @Test
    void aKeyThatAPointerEscapesGoesToItsProperty() throws Exception {
        RawHttp.Answer answer = write(
                "POST", PATH, "application/json", "{\"metadata\":{\"a/b~c\":\"x\",\"ramdisk_id\":null,\"t\":true}}");

        assertThat(answer.body()).contains("\"a/b~c\":\"x\"", "\"ramdisk_id\":null", "\"t\":\"True\"");
        assertThat(patches.get(0)).contains("\"/a~1b~0c\"", "\"/ramdisk_id\",\"value\":null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT |           | {'metadata':{'id':'x'}}        | 400 | Image metadata key 'id' is reserved.",
                "POST|           | {'metadata':{'os_glance_x':'x'}}| 400 | Image metadata key 'os_glance_x' is reserved.",
                "PUT | /location | {'meta':{'location':'x'}}      | 400 | Image metadata key 'location' is reserved.",
                "PUT |           | {}                             | 400 | Malformed request body",
                "POST|           | {'metadata':null}              | 400 | Malformed request body",
                "PUT |           | {'metadata':{'a':[]}}          | 400 | Malformed request body",
                "PUT |           | {                              | 400 | Malformed request body",
                "PUT | /a        | {'meta':{'b':'x'}}             | 400 | Request body and URI mismatch",
                "PUT | /a        | {'meta':{}}                    | 400 | Request body and URI mismatch",
                "PUT | /a        | {'meta':{'a':'x','b':'y'}}     | 400 | Request body contains too many items",
                "PUT | /a        | {}                             | 400 | Incorrect request body format",
                "POST|           | {'metadata':{'':'x'}}          | 400 | Image metadata key cannot be blank",
                "POST|           | {'metadata':{'*':'x'}}         | 400 | Image metadata key too long",
                "POST|           | {'metadata':{'a':'*'}}         | 400 | Image metadata value too long",
                "POST|           | {'metadata':{'né':null}} | 400 | Provided object does not match schema 'image': null is not valid for 'né'"
            })
    void whatIsNotToBeWrittenIsRefused(String method, String item, String body, int status, String message)
            throws Exception {
        String json = body.replace('\'', '"').replace("*", "x".repeat(256));

        RawHttp.Answer answer = write(method, PATH + (item == null ? "" : item), "application/json", json);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"badRequest\"").contains(message == null ? "" : "\"" + message + "\"");
        assertThat(gateway.cloud.image(ID).record().path("architecture").asText())
                .isEqualTo("x86_64");
    }

    @Test
    void aHundredAndTwentyEightItemsAreTheMost() throws Exception {
        StringBuilder items = new StringBuilder("\"p0\":\"x\"");
        for (int i = 1; i < 128; i++) {
            items.append(",\"p").append(i).append("\":\"x\"");
        }

        assertThat(write("PUT", V21, "application/json", "{\"metadata\":{" + items + "}}")
                        .status())
                .isEqualTo(200);
        RawHttp.Answer more = write("PUT", V21, "application/json", "{\"metadata\":{" + items + ",\"y\":\"\"}}");
        assertThat(more.body())
                .isEqualTo("{\"forbidden\":{\"message\":\"Image metadata limit exceeded\",\"code\":403}}");
        assertThat(patches).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "other, /v2/other/images/11111111-1111-4111-8111-111111111111, 403,"
                + " Not authorized for image 11111111-1111-4111-8111-111111111111.",
        "other, /v2/other/images/" + ID + ", 404, Image not found.",
        "demo, /v2/openstack/images/" + UNKNOWN + ", 404, Image not found.",
        "demo, /v2/openstack/images/1, 404, Image not found."
    })
    void anothersImageIsNotWritten(String token, String image, int status, String message) throws Exception {
        for (String method : new String[] {"POST", "PUT"}) {
            RawHttp.Answer answer =
                    writeAs(token, method, image + "/metadata", "application/json", "{\"metadata\":{\"x\":\"y\"}}");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains("\"" + message + "\"");
        }
        RawHttp.Answer removed = gateway.send("DELETE", token, image + "/metadata/os_distro");
        assertThat(removed.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | /v2/openstack/images/1/nothing            | text/html        | {  | 401",
                "demo   | /v2/bogus/images/" + ID + "/nothing       | text/html        | {  | 404",
                "demo   | /v2/bogus/images/" + ID + "/metadata      | text/html        | {  | 415",
                "demo   | /v2/bogus/images/" + ID
                        + "/metadata      | application/json | {  | 400 Malformed request body",
                "demo   | /v2/bogus/images/" + ID
                        + "/metadata | application/json | {'metadata':{'':''}} | 400 Malformed request"
                        + " URL: URL's project_id 'bogus' doesn't match Context's project_id 'openstack'",
                "demo   | /v2/openstack/images/1/metadata | application/json | {'metadata':{'':''}} | 400 Image metadata key cannot",
                "demo   | /v2/openstack/images/1/metadata | application/json | {'metadata':{'id':''}} | 404 Image not found."
            })
    void theFirstFaultInNovasOrderIsTold(String token, String path, String type, String body, String told)
            throws Exception {
        RawHttp.Answer answer = writeAs(token, "PUT", path, type, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(Integer.parseInt(told.substring(0, 3)));
        assertThat(answer.body()).contains(told.substring(3).strip());
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeTheToken() throws Exception {
        String large = "{\"metadata\":{\"a\":\"" + "x".repeat(114_688) + "\"}}";
        RawHttp.Answer declared = writeAs("nobody", "PUT", PATH, "application/json", large);
        RawHttp.Answer chunked = RawHttp.send(
                gateway.port(),
                "PUT " + PATH + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");

        for (RawHttp.Answer answer : List.of(declared, chunked)) {
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("\"overLimit\"", "\"Request is too large.\"");
        }
        assertThat(gateway.glance.asked()).isEmpty();
    }

    private RawHttp.Answer write(String method, String path, String type, String body) throws IOException {
        return writeAs("demo", method, path, type, body);
    }

    private RawHttp.Answer writeAs(String token, String method, String path, String type, String body)
            throws IOException {
        return gateway.write(token, method, path, type, new String(body.getBytes(UTF_8), ISO_8859_1));
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Samples;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write whose preconditions are not met is not made (RFC 9110, 13). */
@ExtendWith(VertxExtension.class)
class ConditionalWriteIT {
    private static final String PAST = "Sat, 01 Jan 2000 00:00:00 GMT";
    private static final String FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";

    /** The method, the path behind the image, the content. */
    static final List<Arguments> WRITES = List.of(
            Arguments.of("DELETE", "", ""),
            Arguments.of("POST", "/metadata", "{\"metadata\":{\"a\":\"b\"}}"),
            Arguments.of("PUT", "/metadata", "{\"metadata\":{\"a\":\"b\"}}"),
            Arguments.of("PUT", "/metadata/architecture", "{\"meta\":{\"architecture\":\"arm\"}}"),
            Arguments.of("DELETE", "/metadata/architecture", ""));

    /** Not met by what there is; # is the tag of a GET of the same path. */
    private static final List<String> NOT_MET = List.of(
            "If-Match: \"other\"",
            "If-Match: \"other\", \"another\"",
            "If-Match: W/#",
            "If-Match: W/ #",
            "If-Match: \"\"",
            "If-Match: other",
            "If-Match:",
            "If-Match: \"x,#,y\"",
            "If-Match: *, \"other\"",
            "If-Match: \"other\"\r\nIf-Unmodified-Since: " + FUTURE,
            "If-Match: #\r\nIf-None-Match: #",
            "If-None-Match: *",
            "If-None-Match: #",
            "If-None-Match: W/#",
            "If-None-Match: \"a,b\" , ,#",
            "If-None-Match: \"a\"\r\nIf-None-Match: #",
            "If-None-Match: unquoted",
            "If-Unmodified-Since: " + PAST,
            "If-Unmodified-Since: Saturday, 01-Jan-00 00:00:00 GMT",
            "If-Unmodified-Since: Sat Jan  1 00:00:00 2000",
            "If-Unmodified-Since: " + PAST + "\r\nIf-None-Match: \"other\"",
            "IF-MATCH: \"other\"",
            "If-Match: \"caf\u00e9\"",
            "If-Match: \"other\"\r\nIf-Modified-Since: " + FUTURE,
            "If-Match: , ,",
            "If-None-Match:\t#",
            "If-None-Match: W/\"a\" , W/# , \"b\"",
            "If-None-Match: #\r\nIf-Modified-Since: " + PAST,
            "If-None-Match: *\r\nIf-Unmodified-Since: " + FUTURE,
            "If-Unmodified-Since: \t" + PAST + " ",
            "If-Unmodified-Since: " + PAST + "\r\nIf-Modified-Since: " + PAST,
            "If-Unmodified-Since: Fri, 31 Dec 1999 23:59:60 GMT",
            "If-Unmodified-Since: " + PAST + "\r\nIf-Range: #\r\nRange: bytes=0-1");

    private static final List<String> MET = List.of(
            "If-Match: *",
            "If-Match: #",
            "If-Match: \"a,b\",#",
            "If-Match: \"other\"\r\nIf-Match: #",
            "If-Match: #\r\nIf-Unmodified-Since: " + PAST,
            "If-None-Match: \"other\"",
            "If-None-Match:",
            "If-Match: #\r\nIf-None-Match: \"other\"",
            "If-Modified-Since: " + FUTURE,
            "If-Unmodified-Since: " + FUTURE,
            "If-Unmodified-Since: Friday, 01-Jan-49 00:00:00 GMT",
            "If-Unmodified-Since: Fri Jan  1 00:00:00 2100",
            "If-Unmodified-Since: 2000-01-01T00:00:00Z",
            "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 UTC",
            "If-Unmodified-Since: Sat, 31 Feb 2000 00:00:00 GMT",
            "If-Unmodified-Since: sat, 01 jan 2000 00:00:00 gmt",
            "If-Unmodified-Since: Sat, 1 Jan 2000 00:00:00 GMT",
            "If-Unmodified-Since: 0",
            "If-Unmodified-Since:",
            "If-Unmodified-Since: " + PAST + "\r\nIf-Unmodified-Since: " + PAST,
            "if-match: #",
            "If-Match: *\r\nIf-Unmodified-Since: " + PAST,
            "If-Match: W/\"other\", #",
            "If-Match: , ,#, ,",
            "If-Match: #\r\nIf-Modified-Since: " + FUTURE,
            "If-None-Match: W/\"other\", \"\"",
            "If-None-Match: \"other\"\r\nIf-Modified-Since: " + FUTURE,
            "If-Range: \"other\"\r\nRange: bytes=0-1",
            "If-Unmodified-Since: " + PAST + ", " + PAST,
            "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 +0000",
            "If-Unmodified-Since: Saturday, 01 Jan 2000 00:00:00 GMT");

    @ParameterizedTest(name = "{0} {1}")
    @FieldSource("WRITES")
    void nothingIsDoneUnlessThePreconditionsAreMet(String method, String path, String content, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        String image = image(gateway);
        ObjectNode before = gateway.cloud.image(image).record();
        for (String base : List.of("/v2/images/", "/v1.1/openstack/images/", "/v2.1/openstack/images/")) {
            for (String accept : List.of("application/json", "application/xml")) {
                for (String condition : NOT_MET) {
                    RawHttp.Answer refused =
                            conditional(gateway, method, base + image + path, accept, condition, content);

                    assertThat(refused.status()).as(condition).isEqualTo(412);
                    assertThat(refused.body())
                            .contains("computeFault", "Request precondition failed.", "412")
                            .startsWith(accept.endsWith("xml") && !base.startsWith("/v2.1") ? "<" : "{");
                }
            }
        }
        assertThat(gateway.cloud.image(image).record()).isEqualTo(before);
        assertThat(gateway.glance.calls("DELETE") + gateway.glance.calls("PATCH"))
                .isZero();
    }

    @ParameterizedTest(name = "{0} {1}")
    @FieldSource("WRITES")
    void theWriteIsMadeIfThePreconditionsAreMet(String method, String path, String content, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        int made = 0;
        for (String base : List.of("/v2/openstack/images/", "/v2.1/images/")) {
            for (String accept : List.of("application/json", "application/xml")) {
                for (String condition : MET) {
                    RawHttp.Answer answer =
                            conditional(gateway, method, base + image(gateway) + path, accept, condition, content);

                    assertThat(answer.status()).as(condition).isEqualTo(method.equals("DELETE") ? 204 : 200);
                    assertThat(answer.header("ETag")).isEmpty();
                    made++;
                }
            }
        }
        assertThat(gateway.glance.calls("DELETE") + gateway.glance.calls("PATCH"))
                .isEqualTo(made);
    }

    @ParameterizedTest(name = "{0} {1}")
    @FieldSource("WRITES")
    void theTagIsComparedWithWhatGlanceHasNow(String method, String path, String content, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        String image = image(gateway);
        String target = "/v2/openstack/images/" + image + path;
        String stale = gateway.get("demo", target).header("ETag");
        gateway.cloud.put(gateway.cloud.image(image).record().put("architecture", "changed past the gateway"));

        assertThat(conditional(gateway, method, target, "*/*", "If-Match: " + stale, content)
                        .status())
                .isEqualTo(412);

        String tag = gateway.get("demo", target).header("ETag");
        assertThat(tag).isNotEqualTo(stale);
        assertThat(conditional(gateway, method, target, "*/*", "If-Match: " + tag, content)
                        .status())
                .isIn(200, 204);
    }

    @Test
    void theTagIsThatOfTheSamePathHostAndAccept(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "links.compute-link-prefix=");
        String image = image(gateway);
        String path = "/v2/openstack/images/" + image;
        String tag = gateway.get("demo", path, "Accept: application/xml").header("ETag");

        for (String[] other : new String[][] {
            {path, "Host: gateway.test:8774", "Accept: application/json"},
            {path, "Host: elsewhere.test", "Accept: application/xml"},
            {"/v1.1/openstack/images/" + image, "Host: gateway.test:8774", "Accept: application/xml"},
            {path + ".json", "Host: gateway.test:8774", "Accept: application/xml"}
        }) {
            assertThat(gateway.send("DELETE", "demo", other[0], other[1], other[2], "If-Match: " + tag)
                            .status())
                    .isEqualTo(412);
        }
        assertThat(gateway.send("DELETE", "demo", path + ".xml", "If-Match: " + tag)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/openstack", "/v2.1"})
    void anItemIsCreatedOnceOnly(String base, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String item = base + "/images/" + image(gateway) + "/metadata/lock";
        String mine = "{\"meta\":{\"lock\":\"mine\"}}";

        assertThat(conditional(gateway, "PUT", item, "*/*", "If-Match: *", mine).status())
                .isEqualTo(412);
        assertThat(conditional(gateway, "PUT", item, "*/*", "If-None-Match: *", mine)
                        .status())
                .isEqualTo(200);
        assertThat(conditional(gateway, "PUT", item, "*/*", "If-None-Match: *", "{\"meta\":{\"lock\":\"yours\"}}")
                        .status())
                .isEqualTo(412);
        assertThat(gateway.get("demo", item).body()).isEqualTo(mine);
    }

    @Test
    void aWriteThatChangesNothingIsRefusedToo(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String path = "/v2/openstack/images/" + image(gateway) + "/metadata";
        String same = gateway.get("demo", path).body();

        assertThat(conditional(gateway, "PUT", path, "*/*", "If-Match: \"other\"", same)
                        .status())
                .isEqualTo(412);
    }

    @Test
    void ofTwoWritesOnTheSameTagOneIsMade(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String path = "/v2/openstack/images/" + image(gateway) + "/metadata";
        String tag = "If-Match: " + gateway.get("demo", path).header("ETag");
        gateway.glance.hold();

        Future<Integer> first = patch(vertx, gateway, path, tag, "{\"metadata\":{\"a\":\"first\"}}");
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        Future<Integer> second = patch(vertx, gateway, path, tag, "{\"metadata\":{\"a\":\"second\"}}");
        gateway.glance.release();

        assertThat(first.await(10, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(second.await(10, TimeUnit.SECONDS)).isEqualTo(412);
        assertThat(gateway.get("demo", path + "/a").body()).contains("first");
    }

    private static Future<Integer> patch(
            Vertx vertx, TestGateway gateway, String path, String condition, String content) {
        return vertx.executeBlocking(
                () -> conditional(gateway, "POST", path, "*/*", condition, content)
                        .status(),
                false);
    }

    @Test
    void afterAConflictThePreconditionsAreEvaluatedAnew(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String image = image(gateway);
        String path = "/v2/openstack/images/" + image + "/metadata";
        gateway.glance.answerWith(request -> {
            if (request.method().equals(HttpMethod.PATCH)) {
                gateway.cloud.put(gateway.cloud.image(image).record().put("architecture", "changed meanwhile"));
                request.response().setStatusCode(409).end("{}");
            } else {
                gateway.glance.pass(request);
            }
        });

        assertThat(conditional(gateway, "PUT", path, "*/*", "If-Match: #", "{\"metadata\":{\"a\":\"b\"}}")
                        .status())
                .isEqualTo(412);
        assertThat(gateway.glance.calls("PATCH")).isEqualTo(1);
    }

    /** Where the response would be no success, the preconditions do not count (RFC 9110, 13.2.1). */
    @ParameterizedTest
    @CsvSource({
        "demo, DELETE, /v2/openstack/images/00000000-dead-4bad-8bad-000000000000, 404, Image not found.",
        "demo, DELETE, /v2/openstack/images/1, 404, Image not found.",
        "other, DELETE, /v2/other/images/70a599e0-31e7-49b7-b260-868f441e862b, 404, Image not found.",
        "demo, DELETE, /v2/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b/metadata/none, 404,"
                + " Invalid metadata key",
        "nobody, DELETE, /v2/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b, 401, requires authentication",
        "demo, DELETE, /v2/bogus/images/70a599e0-31e7-49b7-b260-868f441e862b, 400, project_id",
        "demo, PATCH, /v2/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b, 405, malformed",
        "demo, GET, /v2/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b/metadata/none, 404, not be found",
        "demo, GET, /v2/openstack/images/1, 404, Image not found.",
        "demo, GET, /elsewhere, 300, choices"
    })
    void otherRefusalsComeFirst(String token, String method, String path, int status, String message, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (String condition : List.of("If-Match: \"other\"", "If-Match: *", "If-None-Match: *")) {
            RawHttp.Answer answer = gateway.send(method, token, path, condition);

            assertThat(answer.status()).as(condition).isEqualTo(status);
            assertThat(answer.body()).contains(message);
        }
        assertThat(gateway.send("OPTIONS", "demo", "/v2/openstack/images", "If-Match: \"other\"")
                        .status())
                .isEqualTo(204);
    }

    /** They are the same response as without the conditions (RFC 9110, 13.2.1). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /metadata   | text/csv                      | {}                     | 415",
                "PUT  | /metadata/a | application/json;charset=x    | {'meta':{'a':'b'}}     | 415",
                "POST | /metadata   | application/json              | {                      | 400",
                "PUT  | /metadata   | application/json              | {'metadata':{'id':''}} | 400",
                "PUT  | /metadata/a | application/json              | {'meta':{'b':'b'}}     | 400",
                "PUT  | /metadata   | application/json              | {'metadata':{*}}       | 403",
                "POST | ''          | application/json              | {}                     | 405"
            })
    void aRequestThatFailsAnywayFailsAlike(
            String method, String path, String type, String body, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String items = IntStream.range(0, 129).mapToObj(i -> "'k" + i + "':''").collect(Collectors.joining(","));
        String content = body.replace("*", items).replace('\'', '"');
        for (String condition : List.of("If-Match: \"other\"", "If-None-Match: *", "If-Unmodified-Since: " + PAST)) {
            RawHttp.Answer answer = RawHttp.send(
                    gateway.port(),
                    method + " /v2/openstack/images/" + image(gateway) + path + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token:"
                            + " demo\r\nConnection: close\r\nContent-Type: " + type + "\r\n" + condition
                            + "\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);

            assertThat(answer.status()).as(condition).isEqualTo(status);
        }
    }

    /** The date of the last change is Glance's, in whatever form of ISO 8601, in whole seconds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-02-02T10:00:00Z",
                "2020-02-02T10:00:00.999999Z",
                "2020-02-02T10:00:00",
                "2020-02-02T11:00:00+01:00",
                "2020-02-02 10:00:00",
                "2020-02-02T10:00Z"
            })
    void theDateIsThatOfTheLastChange(String updated, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String image = image(gateway);
        String path = "/v2/openstack/images/" + image;
        gateway.cloud.put(gateway.cloud.image(image).record().put("updated_at", updated));
        String at = "-Since: Sun, 02 Feb 2020 10:00:00 GMT";
        String before = "-Since: Sun, 02 Feb 2020 09:59:59 GMT";
        for (int i = 0; i < 2; i++) {
            assertThat(gateway.get("demo", path, "If-Modified" + at).status()).isEqualTo(304);
            assertThat(gateway.get("demo", path, "If-Modified" + before).status())
                    .isEqualTo(200);
            assertThat(gateway.get("demo", path, "If-Unmodified" + before).status())
                    .isEqualTo(412);
            assertThat(gateway.get("demo", path, "If-Unmodified" + at).status()).isEqualTo(200);
        }
        assertThat(gateway.send("DELETE", "demo", path, "If-Unmodified" + before)
                        .status())
                .isEqualTo(412);
        assertThat(gateway.send("DELETE", "demo", path, "If-Unmodified" + at).status())
                .isEqualTo(204);
    }

    @Test
    void preconditionsCountOverHttp2(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        String path = "/v2/openstack/images/" + image(gateway);
        Http2Client client = new Http2Client();
        HttpClientConnection connection = client.connect(gateway.port(), 1).get(0);

        assertThat(status(connection, HttpMethod.DELETE, path, "If-Match", "\"other\""))
                .isEqualTo(412);
        assertThat(status(connection, HttpMethod.GET, path, "If-Match", "\"other\""))
                .isEqualTo(412);
        assertThat(status(connection, HttpMethod.GET, path, "If-None-Match", "*"))
                .isEqualTo(304);
        assertThat(status(connection, HttpMethod.DELETE, path, "If-Unmodified-Since", PAST))
                .isEqualTo(412);
        assertThat(status(connection, HttpMethod.DELETE, path, "If-Match", "*")).isEqualTo(204);
        client.stop();
    }

    private static int status(
            HttpClientConnection connection, HttpMethod method, String path, String name, String value)
            throws Exception {
        return connection
                .request(new RequestOptions()
                        .setMethod(method)
                        .setURI(path)
                        .putHeader("X-Auth-Token", "demo")
                        .putHeader(name, value))
                .compose(request -> request.send())
                .map(response -> response.statusCode())
                .await(10, TimeUnit.SECONDS);
    }

    /** Puts a new image into Glance and returns its id. */
    private static String image(TestGateway gateway) {
        String id = UUID.randomUUID().toString();
        gateway.cloud.put(((ObjectNode) Samples.tree(Samples.bytes("14-metadata-before-glance.json"))).put("id", id));
        return id;
    }

    /** Sends a request with preconditions, in which # is the tag that a GET of the same path shows. */
    private static RawHttp.Answer conditional(
            TestGateway gateway, String method, String path, String accept, String condition, String content)
            throws IOException {
        String tag = condition.contains("#")
                ? gateway.get("demo", path, "Accept: " + accept).header("ETag")
                : "";
        return RawHttp.send(
                gateway.port(),
                method + " " + path + " HTTP/1.1\r\nHost: gateway.test:8774\r\nConnection: close\r\nX-Auth-Token: demo"
                        + "\r\nAccept: " + accept + "\r\n" + condition.replace("#", tag) + "\r\nContent-Type:"
                        + " application/json\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);
    }
}

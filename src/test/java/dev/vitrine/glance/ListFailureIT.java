package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A Glance that fails or sends invalid responses when asked for a list: the client hears of it, and nothing is cached. */
@ExtendWith(VertxExtension.class)
class ListFailureIT {
    /** How long a failure is shared with those who come after it. */
    private static final Duration HELD_DOWN = Duration.ofMillis(250);

    private final ManualClocks clock = new ManualClocks();
    private static final String PATH = "/v2/openstack/images/detail";
    private static final String RECORD = "{\"id\":\"" + TestGateway.PUBLIC_IMAGE + "\",\"status\":\"active\"}";

    static Stream<Arguments> answers() {
        Map<String, Handler<HttpServerRequest>> unavailable = new TreeMap<>();
        for (int status : new int[] {429, 500, 502, 503, 504}) {
            unavailable.put(String.valueOf(status), status(status));
        }
        unavailable.put(
                "a 404 of Glance",
                request -> request.response()
                        .setStatusCode(404)
                        .putHeader("x-openstack-request-id", "req-1")
                        .end());
        unavailable.put("no answer", request -> {});
        unavailable.put("a reset", request -> request.connection().close());
        unavailable.put("a page that breaks off", ListFailureIT::breaksOff);

        Map<String, Handler<HttpServerRequest>> garbage = new TreeMap<>();
        garbage.put(
                "a web page",
                request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("{\"images\":[]}"));
        garbage.put("a web page called JSON", json("<html>hello</html>"));
        garbage.put("an empty body", json(""));
        garbage.put("a page cut off", json("{\"images\":[" + RECORD));
        garbage.put("a record", json(RECORD));
        garbage.put("more images than asked for", json("{\"images\":[" + (RECORD + ",").repeat(4) + RECORD + "]}"));
        garbage.put("a page with more behind it", json("{\"images\":[" + RECORD + "]}{}"));
        garbage.put("no JSON behind a good image", json("{\"images\":[" + RECORD + ",{\"id\":x}]}"));
        garbage.put("a 404 of no Glance", status(404));
        garbage.put("a teapot", status(418));
        garbage.put("a redirect", status(302));
        garbage.put("33 MiB", json("{\"images\":[],\"a\":\"" + "x".repeat(33 << 20) + "\"}"));
        return Stream.of(
                        unavailable.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue(), 503)),
                        garbage.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue(), 502)),
                        Stream.of(
                                Arguments.of("a refused token", status(401), 401),
                                Arguments.of("a refusal by policy", status(403), 403),
                                Arguments.of("a refusal of the query", status(400), 400)))
                .flatMap(rows -> rows);
    }

    @ParameterizedTest(name = "{0} is a {2}")
    @MethodSource("answers")
    void isReportedAndNotCached(String what, Handler<HttpServerRequest> answer, int status, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                clock.time(),
                "glance.first-byte-timeout=1s",
                "glance.timeout=9s",
                "glance.list-timeout=9s",
                "api.max-limit=1");
        gateway.glance.answerWith(answer);

        RawHttp.Answer json = gateway.get("demo", PATH);
        clock.pass(HELD_DOWN);
        RawHttp.Answer xml = gateway.get("demo", PATH + ".xml");
        gateway.glance.answerWith(null);
        clock.pass(HELD_DOWN);
        RawHttp.Answer repaired = gateway.get("demo", PATH);

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.body()).contains("\"code\":" + status).doesNotContain("images\"");
        assertThat(json.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
        assertThat(json.header("WWW-Authenticate").isEmpty()).isEqualTo(status != 401);
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.body()).contains(" code=\"" + status + "\"").doesNotContain("<images");
        assertThat(repaired.status()).isEqualTo(200);
    }

    @Test
    void aFailureOnTheSecondPageIsAFailure(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
        gateway.glance.answerWith(request -> {
            if (request.getParam("marker") == null) {
                json("{\"images\":[" + RECORD + "," + RECORD + "],\"next\":\"/v2/images\"}")
                        .handle(request);
            } else {
                status(500).handle(request);
            }
        });

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
    }

    @Test
    void anEmptyPageThatPromisesMoreEndsTheList(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(json("{\"images\":[],\"next\":\"/v2/images\"}"));

        assertThat(gateway.get("demo", PATH).body()).isEqualTo("{\"images\":[]}");
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    private static Handler<HttpServerRequest> status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    private static Handler<HttpServerRequest> json(String body) {
        return request ->
                request.response().putHeader("Content-Type", "application/json").end(body);
    }

    private static void breaksOff(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", "1000")
                .write("{\"images\":[" + RECORD + ",")
                .onSuccess(written -> request.connection().close());
    }
}

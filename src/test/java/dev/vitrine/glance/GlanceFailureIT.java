package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Glance that fails or sends invalid responses: the client hears which of the two, and nothing is cached. */
@ExtendWith(VertxExtension.class)
class GlanceFailureIT {
    private static final String ID = TestGateway.PUBLIC_IMAGE;
    /** How long a failure is shared with those who come after it. */
    private static final Duration HELD_DOWN = Duration.ofMillis(250);

    private final ManualClocks clock = new ManualClocks();
    private static final String PATH = "/v2/openstack/images/" + ID;
    private static final String MAX_RECORD_BYTES = "glance.max-record-bytes=8MiB";
    private static final String[] SHORT_TIMES = {
        "glance.first-byte-timeout=150ms", "glance.timeout=400ms", MAX_RECORD_BYTES
    };
    private static final String RECORD = "{\"id\":\"" + ID + "\",\"status\":\"active\",\"name\":\"x\"}";

    private static final String UNAVAILABLE = "The server is currently unavailable. Please try again at a later time.";
    private static final String GARBAGE = "The image service gave an answer that could not be understood.";

    static Stream<Arguments> answers() {
        Map<String, Handler<HttpServerRequest>> unavailable = new TreeMap<>();
        unavailable.put("500", status(500));
        unavailable.put("502", status(502));
        unavailable.put("503", status(503));
        unavailable.put("504", status(504));
        unavailable.put("429", status(429));
        unavailable.put("no answer", request -> {});
        unavailable.put("a reset", request -> request.connection().close());
        unavailable.put("a body that breaks off", GlanceFailureIT::breaksOff);
        unavailable.put("a body that drips", GlanceFailureIT::drips);

        Map<String, Handler<HttpServerRequest>> garbage = new TreeMap<>();
        garbage.put(
                "a web page",
                request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("<html>hello</html>"));
        garbage.put("a web page called JSON", json("<html>hello</html>"));
        garbage.put("JSON cut off", json(RECORD.substring(0, 40)));
        garbage.put("JSON with more behind it", json(RECORD + "{}"));
        garbage.put("a list", json("[" + RECORD + "]"));
        garbage.put("an empty body", json(""));
        garbage.put("a record without an id", json("{\"status\":\"active\"}"));
        garbage.put("a size that is a word", json(RECORD.replace("}", ",\"size\":\"large\"}")));
        garbage.put("another image", json(RECORD.replace(ID, TestGateway.FAKEIMAGE7)));
        garbage.put(
                "a redirect",
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", request.absoluteURI())
                        .end());
        garbage.put("a 404 of no Glance", status(404));
        garbage.put(
                "gzip",
                request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Content-Encoding", "gzip")
                        .end(RECORD));
        garbage.put("nine MiB", json(RECORD.replace("}", ",\"p\":\"" + "x".repeat(9 << 20) + "\"}")));
        garbage.put("a teapot", status(418));
        return Stream.concat(
                unavailable.entrySet().stream()
                        .map(e -> Arguments.of(e.getKey(), e.getValue(), 503, "serviceUnavailable", UNAVAILABLE)),
                garbage.entrySet().stream()
                        .map(e -> Arguments.of(e.getKey(), e.getValue(), 502, "computeFault", GARBAGE)));
    }

    @ParameterizedTest(name = "{0} is a {2}")
    @MethodSource("answers")
    void isReportedAndNotCached(
            String what, Handler<HttpServerRequest> answer, int status, String name, String message, Vertx vertx)
            throws Exception {
        // What has come is judged however late it is.
        String[] settings = status == 502 ? new String[] {MAX_RECORD_BYTES} : SHORT_TIMES;
        TestGateway gateway = TestGateway.start(vertx, clock.time(), settings);
        gateway.glance.answerWith(answer);

        RawHttp.Answer json = gateway.get("demo", PATH);
        clock.pass(HELD_DOWN);
        RawHttp.Answer xml = gateway.get("demo", PATH + ".xml");
        gateway.glance.answerWith(null);
        int repaired = statusAfterRepair(gateway, PATH);

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.body())
                .isEqualTo("{\"" + name + "\":{\"message\":\"" + message + "\",\"code\":" + status + "}}");
        assertThat(json.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.body())
                .startsWith("<" + name + " code=\"" + status + "\"")
                .contains(message);
        assertThat(repaired).isEqualTo(200);
    }

    /**
     * Returns the status of the first success, or of the third failure: on a busy machine a good response can be later than the
     * short times, too. What was cached as a failure would last longer than all three.
     */
    private int statusAfterRepair(TestGateway gateway, String path) throws Exception {
        int status = 0;
        for (int i = 0; i < 3 && status != 200; i++) {
            clock.pass(HELD_DOWN);
            status = gateway.get("demo", path).status();
        }
        return status;
    }

    @Test
    void aGlanceThatIsDownIsA503(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:1");

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
    }

    @Test
    void theSecondAddressIsAskedWhereTheFirstIsDown(Vertx vertx) throws Exception {
        TestGateway up = TestGateway.start(vertx);
        TestGateway gateway = TestGateway.start(
                vertx,
                "cache.fresh=0s",
                "cache.stale-while-revalidate=0s",
                "glance.api-servers=http://127.0.0.1:1," + up.glance.url());

        up.cloud.grant("demo-of-both", DemoUser.of("demo", "openstack", "member"));
        gateway.cloud.grant("demo-of-both", DemoUser.of("demo", "openstack", "member"));
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.get("demo-of-both", PATH).status()).isEqualTo(200);
        }
    }

    /** A number of seconds of any digits (RFC 9110, 10.2.3), an hour at most. */
    @ParameterizedTest
    @CsvSource({
        "77, 77",
        "0077, 77",
        "0000000000000000000077, 77",
        "0, 1",
        "00000000, 1",
        "3600, 3600",
        "3601, 3600",
        "86400, 3600",
        "99999999999999999999, 3600",
        "-5, 1",
        "+5, 1",
        "5.5, 1",
        "'', 1",
        "'Fri, 31 Dec 1999 23:59:59 GMT', 1"
    })
    void whenGlanceWantsToBeAskedAgainIsPassedOn(String after, String seconds, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(request -> request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", after)
                .end());

        for (String path : List.of(PATH, PATH + ".xml", "/v2/openstack/images")) {
            assertThat(gateway.get("demo", path).header("Retry-After")).isEqualTo(seconds);
        }
    }

    @Test
    void anAddressOfVersion6IsReached(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        HttpServer glance = vertx.createHttpServer()
                .requestHandler(gateway.glance)
                .listen(0, "::1")
                .await(5, TimeUnit.SECONDS);
        TestGateway over6 =
                TestGateway.start(vertx, "glance.api-servers=http://[::1]:" + glance.actualPort(), "identity=glance");

        assertThat(over6.get("demo", PATH).status()).isEqualTo(200);
    }

    @Test
    void aRedirectIsNotFollowed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        TestGateway elsewhere = TestGateway.start(vertx);
        gateway.glance.answerWith(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", elsewhere.glance.url() + request.uri())
                .end());

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(502);
        assertThat(elsewhere.glance.asked()).isEmpty();
    }

    @Test
    void aRefusalByPolicyIsA403ThatNamesTheImage(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(status(403));

        RawHttp.Answer answer = gateway.get("demo", PATH);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"Not authorized for image " + ID + ".\"");
    }

    @Test
    void aTokenThatGlanceRefusesIsA401AndNotCached(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(status(401));

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(401);
        assertThat(gateway.get("demo", PATH).header("WWW-Authenticate")).startsWith("Keystone uri=");
        gateway.glance.answerWith(null);
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
    }

    @Test
    void glancesOwnWordsAreKeptInA400(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(request -> request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/json")
                .end("{\"message\": \"Bad <id><br /><br />\\n\\n\\n\", \"code\": \"400 Bad Request\"}"));

        assertThat(gateway.get("demo", PATH).body()).contains("\"Bad <id>\"");
        assertThat(gateway.get("demo", PATH + ".xml").body()).contains("<message>Bad &lt;id&gt;</message>");
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
                .write(RECORD)
                .onSuccess(written -> request.connection().close());
    }

    /** A byte now and then: every one in time, the whole never. */
    private static void drips(HttpServerRequest request) {
        request.response().putHeader("Content-Type", "application/json").setChunked(true);
        Vertx vertx = Vertx.currentContext().owner();
        long timer = vertx.setPeriodic(20, tick -> request.response().write(Buffer.buffer(" ")));
        request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
    }
}

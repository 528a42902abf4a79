package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Keystone that fails: a 503 for tokens that are not cached, never a 401, and no failure is cached. */
@ExtendWith(VertxExtension.class)
class KeystoneFailureIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String[] SHORT_TIMES = {
        "keystone-authtoken.first-byte-timeout=150ms", "keystone-authtoken.timeout=400ms"
    };

    static Stream<Arguments> answers() {
        Map<String, Handler<HttpServerRequest>> answers = new TreeMap<>();
        for (int status : new int[] {400, 401, 403, 500, 503}) {
            answers.put(Integer.toString(status), status(status));
        }
        answers.put("a 404 of no Keystone", status(404));
        answers.put("no answer", request -> {});
        answers.put("a reset", request -> request.connection().close());
        answers.put("a web page", request -> request.response().end("<html>hello</html>"));
        answers.put(
                "a token without an end",
                request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"token\":{\"project\":{\"id\":\"openstack\"}}}"));
        answers.put(
                "no token",
                request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{}"));
        return answers.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void isA503AndNotCached(String what, Handler<HttpServerRequest> validation, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, SHORT_TIMES);
        assertThat(gateway.get("admin", "/v2/admin/images/1").status()).isEqualTo(404);
        gateway.keystone.answerWith(validation);

        RawHttp.Answer json = gateway.get("demo", PATH);
        RawHttp.Answer xml = gateway.get("demo", PATH + ".xml");
        RawHttp.Answer known = gateway.get("admin", "/v2/admin/images/1");
        gateway.keystone.answerWith(null);
        RawHttp.Answer repaired = gateway.get("demo", PATH);

        assertThat(json.status()).isEqualTo(503);
        assertThat(json.body())
                .isEqualTo("{\"serviceUnavailable\":{\"message\":"
                        + "\"The Keystone service is temporarily unavailable.\",\"code\":503}}");
        assertThat(xml.body()).startsWith("<serviceUnavailable code=\"503\"");
        assertThat(json.header("Retry-After")).isEqualTo("1");
        assertThat(known.status()).as("a token known already").isEqualTo(404);
        assertThat(repaired.status()).isEqualTo(200);
    }

    @Test
    void gatewayLogsInAgainWhereItsOwnTokenIsRefused(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("admin", "/v2/admin/images/1");
        int logins = gateway.keystone.calls("POST");
        Handler<HttpServerRequest> real = new DemoKeystone(gateway.cloud);
        boolean[] refused = {false};
        gateway.keystone.answerWith(request -> {
            if (request.method().equals(HttpMethod.GET) && !refused[0]) {
                refused[0] = true;
                request.response().setStatusCode(401).end();
            } else {
                real.handle(request);
            }
        });

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        assertThat(gateway.keystone.calls("POST")).isEqualTo(logins + 1);
    }

    @Test
    void aWrongPasswordOfTheGatewaysIsA503(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "keystone-authtoken.username=nobody");

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "200, granted no token to",
        "201, granted no token to",
        "204, granted no token to",
        "300, granted no token to",
        "302, granted no token to",
        "400, refused",
        "401, refused",
        "403, refused",
        "404, refused",
        "429, could not handle",
        "500, could not handle",
        "503, could not handle"
    })
    void theLogSaysWhatBecameOfTheGatewaysLogin(int status, String what, Vertx vertx) throws Exception {
        CapturedLog log = new CapturedLog(ServiceTokenProvider.class.getName());
        try (log) {
            TestGateway gateway = TestGateway.start(vertx, SHORT_TIMES);
            gateway.keystone.answerWith(status(status));

            assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
        }
        assertThat(log.messages())
                .anyMatch(line -> line.startsWith("Keystone " + what + " the gateway's own login: status " + status))
                .allMatch(line -> line.contains("Correct the user, the password") == what.equals("refused"));
    }

    @Test
    void withoutAServiceUserEachTokenValidatesItself(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "keystone-authtoken.auth-type=none");

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        assertThat(gateway.get("nobody", PATH).status()).isEqualTo(401);
        assertThat(gateway.keystone.calls("POST")).isZero();
    }

    private static Handler<HttpServerRequest> status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }
}

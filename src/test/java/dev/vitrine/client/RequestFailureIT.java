package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a service cannot bear, which it shows by closing their connections, and the requests beside them. */
@ExtendWith(VertxExtension.class)
class RequestFailureIT {
    /** What uWSGI takes of a request's head by default. */
    private static final int BUFFER = 4_096;

    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    private final ManualClocks clock = new ManualClocks();

    private static String text(int length, int number) {
        return "x".repeat(length - 6) + String.format("%06d", number);
    }

    /** Has the service take heads up to its buffer alone; others end as the test wants. */
    private static void limitHeads(ScriptedService service, Handler<HttpServerRequest> tooLong) {
        service.answerWith(request -> {
            int bytes = request.uri().length();
            for (Map.Entry<String, String> header : request.headers()) {
                bytes += header.getKey().length() + header.getValue().length() + 4;
            }
            if (bytes > BUFFER) {
                tooLong.handle(request);
            } else {
                service.pass(request);
            }
        });
    }

    private static Handler<HttpServerRequest> ending(String end) {
        return switch (end) {
            case "reset" -> request -> request.connection().close();
            case "incomplete" ->
                request -> {
                    request.response()
                            .putHeader("Content-Length", "100")
                            .write("{")
                            .onComplete(sent -> request.connection().close());
                };
            default ->
                request ->
                        request.response().setStatusCode(Integer.parseInt(end)).end();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + ", X-Auth-Token, application/json",
        "GET, /v2.1/images/detail, X-Auth-Token, application/xml",
        "HEAD, /v1.1/openstack/images, X-Storage-Token, application/xml",
        "PUT, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata/a, X-Auth-Token, application/json",
        "DELETE, /v2/openstack/images/" + TestGateway.FAKEIMAGE7 + ", x-auth-token, application/json"
    })
    void aTokenOverTheLimitIsA401WithoutACall(String method, String path, String header, String type, Vertx vertx)
            throws Exception {
        for (String identity : new String[] {"keystone", "glance"}) {
            TestGateway gateway = TestGateway.start(vertx, "identity=" + identity);
            int logins = gateway.keystone.calls("POST");

            assertThat(RawHttp.send(gateway.port(), method, path, header + ": " + text(4_097, 1), "Accept: " + type)
                            .status())
                    .isEqualTo(401);

            assertThat(gateway.keystone.asked()).hasSize(logins);
            assertThat(gateway.glance.asked()).isEmpty();
        }
    }

    @Test
    void theLimitOfATokenIsASetting(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "keystone-authtoken.max-token-length=1KiB");
        gateway.cloud.grant(text(1_024, 1), DemoUser.of("demo", "openstack", "member", "reader"));
        gateway.cloud.grant(text(1_025, 2), DemoUser.of("demo", "openstack", "member", "reader"));

        assertThat(gateway.get(text(1_024, 1), IMAGE).status()).isEqualTo(200);
        assertThat(gateway.get(text(1_025, 2), IMAGE).status()).isEqualTo(401);
        assertThat(gateway.keystone.calls("GET")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "502"})
    void tokensThatKeystoneCannotBearKeepNoOtherTokenOut(String end, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        limitHeads(gateway.keystone, ending(end));

        for (int i = 0; i < 35; i++) {
            gateway.cloud.grant("true" + i, DemoUser.of("demo", "openstack", "member", "reader"));
            assertThat(gateway.get(text(4_000, 2 * i), IMAGE).status()).isEqualTo(503);
            assertThat(gateway.get(text(4_000, 2 * i + 1), IMAGE).status()).isEqualTo(503);

            assertThat(gateway.get("true" + i, IMAGE).status())
                    .as("token %d", i)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "incomplete", "502"})
    void listsThatGlanceCannotBearKeepNoImageOut(String end, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        limitHeads(gateway.glance, ending(end));

        for (int i = 0; i < 10; i++) {
            String list = "/v2/openstack/images/detail?name=" + text(4_000, i);
            assertThat(gateway.get("demo", list).status()).isGreaterThanOrEqualTo(500);
        }

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.metrics()).contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "incomplete", "502"})
    void anEndpointWhereEveryRequestEndsSoIsEjected(String end, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        gateway.glance.answerWith(ending(end));
        for (int i = 0; i < 20; i++) {
            String image = String.format("/v2/openstack/images/%08d-0000-4000-8000-00000000cafe", i);
            assertThat(gateway.get("demo", image).status()).isGreaterThanOrEqualTo(500);
        }
        int calls = gateway.imageCalls();

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);

        assertThat(gateway.imageCalls()).isEqualTo(calls).isLessThan(20);
        assertThat(gateway.metrics()).contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 1.0");
    }
}

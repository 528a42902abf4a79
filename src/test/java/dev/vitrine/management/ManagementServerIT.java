package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators and their tools are told on the management listener. */
@ExtendWith(VertxExtension.class)
class ManagementServerIT {
    private static final String IMAGES = "/v2/openstack/images/";
    private static final String IMAGE = IMAGES + TestGateway.FAKEIMAGE7;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /healthcheck | 200 | OK",
                "HEAD   | /healthcheck | 200 | ''",
                "GET    | /livez       | 200 | OK",
                "GET    | /readyz      | 200 | '{\"ready\": true, \"reasons\": [], \"degraded\": []}'",
                "GET    | /nothing     | 404 | 'There is /, /live, /healthcheck, /livez, /readyz, /metrics, /config, /cache, /token, /requests.'",
                "DELETE | /metrics     | 405 | Only GET and HEAD."
            })
    void healthIsToldByStatusAndWords(String method, String path, int status, String body, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = RawHttp.send(gateway.managementPort(), method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().strip()).isEqualTo(body);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void itIsReadyOnceItsLoginHasWorkedAndStaysSo(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        gateway.keystone.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(500).end());

        RawHttp.Answer before = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        gateway.keystone.answerWith(null);
        // Whoever asks can be anybody: Keystone is not asked each time.
        RawHttp.Answer tooSoon = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        clock.pass(Duration.ofSeconds(5));
        RawHttp.Answer after = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        gateway.keystone.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(500).end());
        RawHttp.Answer later = RawHttp.send(gateway.managementPort(), "GET", "/readyz");

        assertThat(before.status()).isEqualTo(503);
        assertThat(before.body()).contains("\"ready\": false", "could not log in at Keystone");
        assertThat(tooSoon.status()).isEqualTo(503);
        assertThat(tooSoon.status()).isEqualTo(503);
        assertThat(after.status()).isEqualTo(200);
        assertThat(later.status()).isEqualTo(200);
    }

    @Test
    void aGatewayThatEndsIsNotReady(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.hold();
        int management = gateway.managementPort();
        Thread waiting = new Thread(() -> {
            try {
                gateway.get("demo", IMAGE);
            } catch (java.io.IOException cutOff) {
                // Not what this is about.
            }
        });
        waiting.start();
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        var closed = gateway.gateway.close();
        RawHttp.Answer ready = RawHttp.send(management, "GET", "/readyz");
        RawHttp.Answer health = RawHttp.send(management, "GET", "/healthcheck");
        RawHttp.Answer live = RawHttp.send(management, "GET", "/livez");
        gateway.glance.release();
        closed.await(10, TimeUnit.SECONDS);
        waiting.join();

        assertThat(ready.status()).isEqualTo(503);
        assertThat(health.status()).isEqualTo(503);
        assertThat(live.status()).isEqualTo(200);
    }

    @Test
    void everyRequestIsCountedByRouteMethodStatusAndOutcomeOfTheMemory(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGES + "99999999-0000-4000-8000-000000000000");
        gateway.get("nobody", IMAGES + "detail");
        gateway.send("BREW", "demo", "/v2/openstack/images");
        gateway.get("demo", "/elsewhere");

        String figures = gateway.figures();

        assertThat(figures.lines())
                .contains(
                        counted("hit", "GET", "/images/{id}", "2xx", 2),
                        counted("miss", "GET", "/images/{id}", "2xx", 1),
                        counted("miss", "GET", "/images/{id}", "4xx", 1),
                        counted("bypass", "GET", "/images/detail", "4xx", 1),
                        counted("bypass", "OTHER", "/images", "4xx", 1),
                        counted("bypass", "GET", "other", "3xx", 1),
                        "vitrine_request_seconds_count{cache=\"hit\",route=\"/images/{id}\"} 2",
                        "vitrine_backend_calls_total{outcome=\"2xx\",service=\"glance\"} 1.0",
                        "vitrine_backend_calls_total{outcome=\"4xx\",service=\"glance\"} 1.0",
                        "vitrine_cache_images 1.0",
                        "vitrine_tokens 1.0");
        assertThat(figures).contains("vitrine_event_loop_lag_seconds_bucket", "jvm_memory_used_bytes");
    }

    private static String counted(String cache, String method, String route, String status, int number) {
        return "vitrine_requests_total{cache=\"" + cache + "\",method=\"" + method + "\",route=\"" + route
                + "\",status=\"" + status + "\"} " + number + ".0";
    }

    @Test
    void figuresAreForWhoHasTheTokenWhereThereIsOne(Vertx vertx, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.host=0.0.0.0", "management.token-file=" + token);

        assertThat(statuses(gateway, "/metrics", "", "Authorization: Bearer wrong", "Authorization: Bearer s3cret"))
                .containsExactly(401, 401, 200);
        assertThat(statuses(gateway, "/livez", "")).containsExactly(200);
    }

    private static int[] statuses(TestGateway gateway, String path, String... headers) {
        return Arrays.stream(headers)
                .mapToInt(header -> status(gateway, path, header))
                .toArray();
    }

    private static int status(TestGateway gateway, String path, String header) {
        try {
            String[] headers = header.isEmpty() ? new String[0] : new String[] {header};
            return RawHttp.send(gateway.managementPort(), "GET", path, headers).status();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

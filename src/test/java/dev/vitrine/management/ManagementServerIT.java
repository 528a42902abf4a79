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
import org.junit.jupiter.params.provider.ValueSource;

/** The management listener: health, metrics and routing. */
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
                "GET    | /nothing     | 404 | 'There is /, /live, /api, /openapi.yaml, /healthcheck, /livez, /readyz, /status, /metrics, /config, /cache, /token, /requests, /log-levels.'",
                "DELETE | /metrics     | 405 | Only GET and HEAD."
            })
    void healthIsReportedByStatusAndBody(String method, String path, int status, String body, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = RawHttp.send(gateway.managementPort(), method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().strip()).isEqualTo(body);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    /** The platform's parser throws an error for some of these; the connection serves the next request all the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::1:2:3:4:5:6:7:8]",
                "[1::2:3:4:5:6:7:8]:8775",
                "[::1:2:3:4:5:6:1.2.3.4]",
                "[::1",
                "user@localhost",
                "local host",
                "localhost:no-port"
            })
    void aMalformedHostIsABadRequestAndTheConnectionStaysOpen(String host, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answers = RawHttp.exchange(
                gateway.managementPort(),
                "GET /config HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
                        + "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 400 ").contains("Host: ").endsWith("\r\n\r\nOK");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
    }

    /** RFC 9112 section 3.2. Load balancers check health with HTTP/1.0 and no Host. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 | Host: localhost | Host: localhost | 400",
                "HTTP/1.1 | X-None: 1       | X-None: 2       | 400",
                "HTTP/1.0 | X-None: 1       | X-None: 2       | 200"
            })
    void exactlyOneHostIsRequiredSinceHttp11(String version, String first, String second, int status, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = RawHttp.send(
                gateway.managementPort(),
                "GET /livez " + version + "\r\n" + first + "\r\n" + second + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/livez/, 404", "/LIVEZ, 404", "/%6Civez, 404", "//livez, 404", "/a/../livez, 404", "/livez?x=%zz, 200"
    })
    void pathsMatchAsTheyAreWritten(String path, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(RawHttp.send(gateway.managementPort(), "GET", path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /livez | GET, HEAD",
                "POST   | /      | GET, HEAD",
                "POST   | /cache | GET, HEAD",
                "POST   | /cache/images | GET, HEAD, DELETE",
                "PUT    | /cache/images/70a599e0-31e7-49b7-b260-868f441e862b | GET, HEAD, DELETE",
                "HEAD   | /live  | GET",
                "HEAD   | /token | GET",
                "HEAD   | /requests/req-00000000-0000-4000-8000-000000000001 | GET, PUT"
            })
    void otherMethodsGetTheAllowedOnes(String method, String path, String allow, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = RawHttp.send(gateway.managementPort(), method, path, "Host: localhost");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allow);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void itIsReadyOnceItsLoginHasSucceededAndStaysSo(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        gateway.keystone.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(500).end());

        RawHttp.Answer before = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        gateway.keystone.answerWith(null);
        // Anybody may ask for readiness: Keystone is not asked each time.
        RawHttp.Answer tooSoon = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        clock.pass(Duration.ofSeconds(5));
        RawHttp.Answer after = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        gateway.keystone.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(500).end());
        RawHttp.Answer later = RawHttp.send(gateway.managementPort(), "GET", "/readyz");

        assertThat(before.status()).isEqualTo(503);
        assertThat(before.body()).contains("\"ready\": false", "could not handle the gateway's own login: status 500");
        assertThat(tooSoon.status()).isEqualTo(503);
        assertThat(tooSoon.status()).isEqualTo(503);
        assertThat(after.status()).isEqualTo(200);
        assertThat(later.status()).isEqualTo(200);
    }

    @Test
    void aDrainingGatewayIsNotReady(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.hold();
        int management = gateway.managementPort();
        Thread waiting = new Thread(() -> {
            try {
                gateway.get("demo", IMAGE);
            } catch (java.io.IOException closed) {
                // Not the subject of this test.
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
    void everyRequestIsCountedByRouteMethodStatusAndCacheOutcome(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGES + "99999999-0000-4000-8000-000000000000");
        gateway.get("nobody", IMAGES + "detail");
        gateway.get("demo", IMAGES + "detail");
        gateway.get("demo", IMAGES + "detail");
        gateway.send("HEAD", "demo", IMAGES + "detail");
        gateway.send("BREW", "demo", "/v2/openstack/images");
        gateway.get("demo", "/elsewhere");

        String metrics = gateway.metrics();

        assertThat(metrics.lines())
                .contains(
                        counted("hit", "GET", "/images/{id}", "200", 2),
                        counted("miss", "GET", "/images/{id}", "200", 1),
                        counted("miss", "GET", "/images/{id}", "404", 1),
                        counted("bypass", "GET", "/images/detail", "401", 1),
                        counted("miss", "GET", "/images/detail", "200", 1),
                        counted("hit", "GET", "/images/detail", "200", 1),
                        counted("hit", "HEAD", "/images/detail", "200", 1),
                        counted("bypass", "OTHER", "/images", "405", 1),
                        counted("bypass", "GET", "other", "300", 1),
                        "vitrine_request_seconds_count{cache=\"hit\",route=\"/images/{id}\"} 2",
                        "vitrine_backend_calls_total{outcome=\"2xx\",service=\"glance\"} 2.0",
                        "vitrine_backend_calls_total{outcome=\"4xx\",service=\"glance\"} 1.0",
                        "vitrine_cache_images 1.0",
                        "vitrine_cache_lists 1.0",
                        "vitrine_cache_list_waiting 0.0",
                        "vitrine_tokens 1.0");
        assertThat(metrics).contains("vitrine_event_loop_lag_seconds_bucket", "jvm_memory_used_bytes");
    }

    private static String counted(String cache, String method, String route, String status, int number) {
        return "vitrine_requests_total{cache=\"" + cache + "\",method=\"" + method + "\",route=\"" + route
                + "\",status=\"" + status + "\"} " + number + ".0";
    }

    @Test
    void metricsRequireTheTokenWhereOneIsConfigured(Vertx vertx, @TempDir Path folder) throws Exception {
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

package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scrape shows of a gateway. */
@ExtendWith(VertxExtension.class)
class MetricsHandlerIT {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    private static RawHttp.Answer scrape(TestGateway gateway, String accept) throws Exception {
        return RawHttp.send(gateway.managementPort(), "GET", "/metrics", "Accept: " + accept);
    }

    /** The first two are what Prometheus 2.42 and 3.5 send. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | true",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | true",
                "application/openmetrics-text | true",
                "application/vnd.google.protobuf,application/openmetrics-text;q=0.5,text/plain;q=0.2 | true",
                "text/plain;version=0.0.4,application/openmetrics-text;q=0.5 | false",
                "application/openmetrics-text;q=0 | false",
                "*/* | false",
                "text/html | false",
                "nonsense | false"
            })
    void aClientThatPrefersOpenMetricsGetsIt(String accept, boolean isOpenMetrics, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = scrape(gateway, accept);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(isOpenMetrics ? OPEN_METRICS : TEXT);
        assertThat(answer.body().endsWith("# EOF\n")).isEqualTo(isOpenMetrics);
    }

    @Test
    void aSampledTraceIsTheExemplarOfItsBucket(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE, "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        gateway.get(
                "demo", "/v2/openstack/images", "traceparent: 00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-00f067aa0ba902b7-00");

        String metrics = scrape(gateway, "application/openmetrics-text").body();

        assertThat(metrics.lines().filter(line -> line.contains(" # ")))
                .singleElement()
                .asString()
                .contains(
                        "vitrine_request_seconds_bucket{cache=\"miss\",route=\"/images/{id}\"",
                        "# {trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} ");
    }

    @Test
    void failedTriesAreCountedByEndpointAndCause(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:1,http://nowhere.invalid:9");

        gateway.get("demo", IMAGE);

        assertThat(gateway.metrics().lines())
                .contains(
                        "vitrine_backend_endpoint_failures_total{endpoint=\"http://127.0.0.1:1\",outcome=\"connection_refused\",service=\"glance\"} 1.0")
                .anyMatch(line -> line.startsWith(
                        "vitrine_backend_endpoint_failures_total{endpoint=\"http://nowhere.invalid:9\",outcome=\""));
    }

    @Test
    void whatIsLimitedHasItsLimitBesideIt(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                "nova.api-servers=http://127.0.0.1:1",
                "nova.max-connections=7",
                "listen.max-connections=11",
                "listen.max-requests=8",
                "glance.max-connections=9",
                "glance.max-waiting=5");

        List<String> metrics = gateway.metrics().lines().toList();

        assertThat(metrics)
                .contains(
                        "vitrine_connections 0.0",
                        "vitrine_connections_max 11.0",
                        "vitrine_management_connections 1.0",
                        "vitrine_management_connections_max 256.0",
                        "vitrine_requests_active 0.0",
                        "vitrine_requests_active_max 8.0",
                        "vitrine_requests_awaiting_body_max 2.0",
                        "vitrine_cache_waiting_max 20000.0",
                        "vitrine_tokens_max 70000.0",
                        "vitrine_passed_on_active 0.0",
                        "vitrine_passed_on_active_max 7.0",
                        "vitrine_backend_calls_active{service=\"glance\"} 0.0",
                        "vitrine_backend_calls_active_max{service=\"glance\"} 9.0",
                        "vitrine_backend_calls_waiting_max{service=\"glance\"} 10.0",
                        "vitrine_backend_endpoints{service=\"glance\"} 1.0",
                        "vitrine_backend_endpoints{service=\"nova\"} 1.0")
                .anyMatch(line -> line.startsWith("vitrine_unsent_max_bytes "))
                .anyMatch(line -> line.startsWith("vitrine_backend_concurrency_limit{service=\"glance\"}"));
    }
}

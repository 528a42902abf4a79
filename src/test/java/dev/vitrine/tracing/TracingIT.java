package dev.vitrine.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import dev.vitrine.tracing.OtlpCollector.Received;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The spans that a collector gets of a gateway's requests. */
@ExtendWith(VertxExtension.class)
class TracingIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final List<TestGateway> gateways = new ArrayList<>();

    private TestGateway start(Vertx vertx, OtlpCollector collector, String... settings) throws Exception {
        TestGateway gateway = TestGateway.traced(vertx, Tracing.of(collector.variables(), "0.1"), settings);
        gateways.add(gateway);
        return gateway;
    }

    /** Ends the exporters' threads, too. */
    @AfterEach
    void close() throws Exception {
        for (TestGateway gateway : gateways) {
            gateway.gateway.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static Set<Thread> exporterThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("BatchSpanProcessor"))
                .collect(Collectors.toSet());
    }

    private static Received one(List<Received> spans, boolean isServer, String service) {
        return spans.stream()
                .filter(span -> span.isServer() == isServer
                        && span.attribute("peer.service").equals(service))
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<RawHttp.Answer> get(TestGateway gateway, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.get("demo", path);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static boolean until(TestGateway gateway, String metric) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            if (gateway.metrics().contains(metric)) {
                return true;
            }
        }
        return false;
    }

    /** Has a service observe the header that names the caller's span. */
    private static List<String> observe(ScriptedService service, String header) {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        service.answerWith((HttpServerRequest request) -> {
            seen.add(String.valueOf(request.getHeader(header)));
            service.pass(request);
        });
        return seen;
    }

    @Test
    void theTraceOfAHitIsAnExemplar(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        TestGateway gateway = start(vertx, collector);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);

        String trace = collector.take(4).get(3).traceId();

        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/metrics", "Accept: application/openmetrics-text")
                        .body()
                        .lines()
                        .filter(line -> line.contains("cache=\"hit\"")))
                .anyMatch(line -> line.contains(" # {trace_id=\"" + trace + "\"} "));
    }

    @Test
    void aMissIsASpanWithOneForEachCallAndAHitIsASpanAlone(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        TestGateway gateway = start(vertx, collector);
        List<String> glance = observe(gateway.glance, "traceparent");
        List<String> keystone = observe(gateway.keystone, "traceparent");

        gateway.get("demo", IMAGE + "?x=secret", "User-Agent: gophercloud/v2");
        gateway.get("demo", IMAGE);

        List<Received> spans = collector.take(4);
        Received server = one(spans.subList(0, 3), true, "");
        Received validation = one(spans, false, "keystone");
        Received load = one(spans, false, "glance");
        Received hit = spans.get(3);
        assertThat(server.span().getName()).isEqualTo("GET /images/{id}");
        assertThat(server.parentId()).isEmpty();
        assertThat(server.attribute("http.request.method")).isEqualTo("GET");
        assertThat(server.attribute("http.route")).isEqualTo("/images/{id}");
        assertThat(server.attribute("http.response.status_code")).isEqualTo("200");
        assertThat(server.attribute("url.path")).isEqualTo(IMAGE);
        assertThat(server.attribute("url.scheme")).isEqualTo("http");
        assertThat(server.attribute("server.address")).isNotEmpty();
        assertThat(server.attribute("client.address")).isEqualTo("127.0.0.1");
        assertThat(server.attribute("network.protocol.version")).isEqualTo("1.1");
        assertThat(server.attribute("user_agent.original")).isEqualTo("gophercloud/v2");
        assertThat(server.attribute("vitrine.cache")).isEqualTo("miss");
        assertThat(server.attribute("openstack.project_id")).isEqualTo("openstack");
        assertThat(server.attribute("openstack.request_id")).startsWith("req-");
        assertThat(load.span().getName()).isEqualTo("GET");
        assertThat(load.attribute("server.address")).isEqualTo("127.0.0.1");
        assertThat(load.attribute("server.port")).isEqualTo(Integer.toString(gateway.glance.port()));
        assertThat(load.attribute("url.full")).isEqualTo(gateway.glance.url() + "/v2/images/" + TestGateway.FAKEIMAGE7);
        assertThat(load.attribute("http.response.status_code")).isEqualTo("200");
        assertThat(List.of(validation, load)).allSatisfy(call -> {
            assertThat(call.parentId()).isEqualTo(server.spanId());
            assertThat(call.traceId()).isEqualTo(server.traceId());
        });
        // Sampled (1), of a random id (2).
        assertThat(glance).containsExactly("00-" + load.traceId() + "-" + load.spanId() + "-03");
        assertThat(keystone).contains("00-" + validation.traceId() + "-" + validation.spanId() + "-03");
        assertThat(hit.attribute("vitrine.cache")).isEqualTo("hit");
        assertThat(hit.traceId()).isNotEqualTo(server.traceId());
        assertThat(collector.seenHeader()).isEqualTo("ours");
        assertThat(OtlpCollector.attribute(hit.resource().getAttributesList(), "service.name"))
                .isEqualTo("vitrine");
        assertThat(OtlpCollector.attribute(hit.resource().getAttributesList(), "service.version"))
                .isEqualTo("0.1");
        assertThat(spans.toString()).doesNotContain("demo\"", "secret");
    }

    @Test
    void theTraceOfTheClientGoesOnAndOneThatIsNotSampledIsNotExported(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        TestGateway gateway = start(vertx, collector);
        gateway.get("demo", "/v2/openstack/images");
        collector.take(3);
        List<String> parents = observe(gateway.glance, "traceparent");
        List<String> states = Collections.synchronizedList(new ArrayList<>());

        gateway.get("demo", IMAGE, "traceparent: 00-" + TRACE + "-" + PARENT + "-00", "tracestate: a=1");
        gateway.glance.answerWith((HttpServerRequest request) -> {
            parents.add(String.valueOf(request.getHeader("traceparent")));
            states.add(String.valueOf(request.getHeader("tracestate")));
            gateway.glance.pass(request);
        });
        gateway.get(
                "demo",
                "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE,
                "traceparent: 00-" + TRACE + "-" + PARENT + "-01",
                "tracestate: a=1,b=2");

        List<Received> spans = collector.take(2);
        Received server = one(spans, true, "");
        Received call = one(spans, false, "glance");
        assertThat(server.traceId()).isEqualTo(TRACE);
        assertThat(server.parentId()).isEqualTo(PARENT);
        assertThat(call.parentId()).isEqualTo(server.spanId());
        assertThat(parents).hasSize(2);
        assertThat(parents.get(0))
                .startsWith("00-" + TRACE + "-")
                .endsWith("-00")
                .doesNotContain(PARENT);
        assertThat(parents.get(1)).isEqualTo("00-" + TRACE + "-" + call.spanId() + "-01");
        assertThat(states).containsExactly("a=1,b=2");
        assertThat(collector.isEmpty()).isTrue();
    }

    @Test
    void aRequestThatJoinsALoadIsLinkedToTheOneThatBeganIt(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        TestGateway gateway = start(vertx, collector);
        gateway.get("demo", "/v2/openstack/images");
        collector.take(3);
        gateway.glance.hold();

        CompletableFuture<RawHttp.Answer> leader = get(gateway, IMAGE);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        CompletableFuture<RawHttp.Answer> follower = get(gateway, IMAGE);
        assertThat(until(gateway, "vitrine_cache_waiting 2.0")).isTrue();
        gateway.glance.release();
        leader.get(10, TimeUnit.SECONDS);
        follower.get(10, TimeUnit.SECONDS);

        List<Received> spans = collector.take(3);
        Received load = one(spans, false, "glance");
        Received began = spans.stream()
                .filter(span -> span.isServer() && span.links().isEmpty())
                .findFirst()
                .orElseThrow();
        Received joined = spans.stream()
                .filter(span -> !span.links().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(load.parentId()).isEqualTo(began.spanId());
        assertThat(joined.links()).containsExactly(began.spanId());
        assertThat(joined.attribute("vitrine.cache")).isEqualTo("coalesced");
        assertThat(began.attribute("vitrine.cache")).isEqualTo("miss");
        assertThat(joined.traceId()).isNotEqualTo(began.traceId());
    }

    @Test
    void aServersErrorIsTheStatusOfBothSpansAndA404IsNone(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        TestGateway gateway = start(vertx, collector);

        gateway.get("demo", "/v2/openstack/images/20000000-0000-4000-8000-000000000000");
        List<Received> absent = collector.take(3);
        gateway.glance.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(503).end());
        gateway.get("demo", IMAGE);
        List<Received> failed = collector.take(3);

        assertThat(absent)
                .extracting(span -> span.span().getStatus().getCode())
                .containsOnly(StatusCode.STATUS_CODE_UNSET);
        assertThat(failed)
                .extracting(span -> span.span().getStatus().getCode())
                .containsOnly(StatusCode.STATUS_CODE_ERROR);
        assertThat(failed).extracting(span -> span.attribute("error.type")).containsOnly("503");
        // The call and its retry.
        assertThat(failed)
                .extracting(span -> span.attribute("http.request.resend_count"))
                .contains("1");
    }

    @Test
    void whatIsPassedOnToNovaHasASpanToo(Vertx vertx) throws Exception {
        OtlpCollector collector = OtlpCollector.start(vertx);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        ScriptedService nova = new ScriptedService(request -> {
                    seen.add(request.getHeader("traceparent"));
                    request.response().end("servers");
                })
                .start(vertx);
        TestGateway gateway = start(vertx, collector, "nova.api-servers=" + nova.url(), "microversion.max=2.35");

        gateway.get("demo", "/v2.1/servers?token=secret", "traceparent: 00-" + TRACE + "-" + PARENT + "-01");

        List<Received> spans = collector.take(2);
        Received server = one(spans, true, "");
        Received call = one(spans, false, "nova");
        assertThat(server.span().getName()).isEqualTo("GET");
        assertThat(server.attribute("vitrine.cache")).isEqualTo("pass-through");
        assertThat(call.parentId()).isEqualTo(server.spanId());
        assertThat(call.attribute("url.full")).isEqualTo(nova.url() + "/v2.1/servers");
        assertThat(seen).contains("00-" + TRACE + "-" + call.spanId() + "-01");
        assertThat(spans.toString()).doesNotContain("secret");
    }

    @Test
    void withoutACollectorRequestsAreServedAndOneWarningSaysSo(Vertx vertx) throws Exception {
        Map<String, String> variables = new HashMap<>(OtlpCollector.start(vertx).variables());
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
        variables.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
        CapturedLog log = new CapturedLog(ReportingExporter.class.getName());
        try (log) {
            TestGateway gateway = TestGateway.traced(vertx, Tracing.of(variables, "0.1"));
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
            }
            gateway.gateway.close().await(10, TimeUnit.SECONDS);
        }

        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("traces not exported: ")
                .contains(" spans lost; logged once in 60 s)");
    }

    @Test
    void byDefaultThereIsNoExporterAndNoThreadOfOne(Vertx vertx) throws Exception {
        // Threads of the tests before may end meanwhile.
        Set<Thread> before = exporterThreads();
        assertThat(Tracing.of(Map.of("PATH", "/bin", "OTEL_EXPORTER_OTLP_ENDPOINT", ""), "0.1"))
                .isNull();
        TestGateway gateway = TestGateway.traced(vertx, null);
        List<String> seen = observe(gateway.glance, "traceparent");

        gateway.get("demo", IMAGE);

        assertThat(seen).containsExactly("null");
        assertThat(before).containsAll(exporterThreads());
    }
}

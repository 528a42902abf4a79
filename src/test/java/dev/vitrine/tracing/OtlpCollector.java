package dev.vitrine.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A collector that takes traces by OTLP over HTTP, and shows what it has decoded. */
final class OtlpCollector {
    private final HttpServer server;
    private final BlockingQueue<Received> spans = new LinkedBlockingQueue<>();
    private volatile String seenHeader = "";

    /** A span with the resource that it came with. */
    record Received(Span span, Resource resource) {
        String attribute(String name) {
            return OtlpCollector.attribute(span.getAttributesList(), name);
        }

        String traceId() {
            return hex(span.getTraceId());
        }

        String spanId() {
            return hex(span.getSpanId());
        }

        String parentId() {
            return hex(span.getParentSpanId());
        }

        boolean isServer() {
            return span.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
        }

        /** Returns the ids of the linked spans. */
        List<String> links() {
            return span.getLinksList().stream()
                    .map(link -> hex(link.getSpanId()))
                    .toList();
        }
    }

    private OtlpCollector(Vertx vertx) throws Exception {
        this.server = vertx.createHttpServer()
                .requestHandler(this::receive)
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS);
    }

    static OtlpCollector start(Vertx vertx) throws Exception {
        return new OtlpCollector(vertx);
    }

    /** Returns the variables with which a gateway exports to it, soon after a span has ended. */
    Map<String, String> variables() {
        return Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.actualPort(),
                "OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=ours",
                "OTEL_BSP_SCHEDULE_DELAY", "10");
    }

    String seenHeader() {
        return seenHeader;
    }

    /** Waits for as many spans, and returns them in the order of their ends. */
    List<Received> take(int number) throws InterruptedException {
        List<Received> taken = new ArrayList<>();
        while (taken.size() < number) {
            Received next = spans.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("span %s of %s", taken.size() + 1, number).isNotNull();
            taken.add(next);
        }
        return taken;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    private void receive(HttpServerRequest request) {
        assertThat(request.path()).isEqualTo("/v1/traces");
        seenHeader = String.valueOf(request.getHeader("x-tenant"));
        request.body().onSuccess(body -> {
            decode(body);
            request.response()
                    .putHeader("Content-Type", "application/x-protobuf")
                    .end();
        });
    }

    private void decode(Buffer body) {
        try {
            ExportTraceServiceRequest.parseFrom(body.getBytes())
                    .getResourceSpansList()
                    .forEach(resource -> resource.getScopeSpansList()
                            .forEach(scope -> scope.getSpansList()
                                    .forEach(span -> spans.add(new Received(span, resource.getResource())))));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static String attribute(List<KeyValue> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(attribute -> text(attribute.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}

package dev.vitrine.tracing;

import dev.vitrine.config.source.ConfigException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the spans of requests, and exports what is sampled. One for the process; any thread. */
public final class Tracing {
    private static final String SCOPE = "dev.vitrine";

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = ((OpenTelemetry) sdk).getTracer(SCOPE);
        this.propagator = sdk.getPropagators().getTextMapPropagator();
    }

    /**
     * Starts to export, on threads of its own, where the environment names an exporter of traces.
     *
     * @param environment the variables of the process, of which those count that begin with {@code OTEL_}
     * @param version the gateway's, for the resource
     * @return null if it names none, or switches the SDK off
     * @throws ConfigException if one of the variables has no valid value
     */
    public static @Nullable Tracing of(Map<String, String> environment, String version) throws ConfigException {
        OtelVariables variables = OtelVariables.of(environment);
        variables.logWithoutEffect();
        return variables.isOn() ? new Tracing(variables.sdk(version)) : null;
    }

    /** Throws if {@link #of} would; exports nothing. */
    public static void check(Map<String, String> environment) throws ConfigException {
        OtelVariables variables = OtelVariables.of(environment);
        if (variables.isOn()) {
            variables.sdk("").close();
        }
    }

    /**
     * The beginning of a request.
     *
     * @param method the method; one that is not of HTTP's usual ones counts as _OTHER
     * @param path the raw path, without the query
     * @param scheme http or https
     * @param headers of which those of the trace are read
     * @param startNanos when it could be read, by {@link System#nanoTime}
     */
    public record Begin(String method, String path, String scheme, MultiMap headers, long startNanos) {}

    /** Begins the span of a request: in the trace that its headers name, or as the first of a new one. */
    public ServerSpan begin(Begin request) {
        Context parent = propagator.extract(Context.root(), request.headers, Tracing::value);
        SpanBuilder span = tracer.spanBuilder(HttpAttributes.method(request.method))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setStartTimestamp(epochNanos(request.startNanos), TimeUnit.NANOSECONDS);
        HttpAttributes.setMethod(span, request.method);
        span.setAttribute(HttpAttributes.PATH, HttpAttributes.cut(request.path));
        span.setAttribute(HttpAttributes.SCHEME, request.scheme);
        return new ServerSpan(tracer, propagator, parent.with(span.startSpan()));
    }

    private static long epochNanos(long nanos) {
        Instant now = Instant.now();
        long ago = System.nanoTime() - nanos;
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - ago;
    }

    /**
     * Exports what has ended, and ends the threads. The stage never fails; it completes on one of these threads, after as long as
     * an export may take.
     */
    public CompletionStage<@Nullable Void> close() {
        CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        CompletableResultCode unused = sdk.shutdown().whenComplete(() -> closed.complete(null));
        return closed;
    }

    /** A header that comes twice says nothing: two proxies disagree. */
    private static @Nullable String value(@Nullable MultiMap headers, String name) {
        List<String> values = headers == null ? List.of() : headers.getAll(name);
        if (values.size() > 1 && name.equals("tracestate")) {
            // It may come in parts (W3C Trace Context, 3.3).
            return String.join(",", values);
        }
        return values.size() == 1 ? values.get(0) : null;
    }
}

package dev.vitrine.tracing;

import dev.vitrine.identity.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request, of kind SERVER. Ends once; a call that goes on, such as a refresh, may end after it. Any thread.
 *
 * <p>Its status is an error for a response of 500 or more, as the semantic conventions have it: a 404 is no fault of the gateway's.
 */
public final class ServerSpan implements TraceContext {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Context context;
    private final Span span;
    private final String traceParent;

    /** Takes the context that holds the span. */
    ServerSpan(Tracer tracer, TextMapPropagator propagator, Context context) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.context = context;
        this.span = Span.fromContext(context);
        SpanContext ids = span.getSpanContext();
        this.traceParent = "00-" + ids.getTraceId() + "-" + ids.getSpanId() + "-"
                + ids.getTraceFlags().asHex();
    }

    /**
     * The end of a request.
     *
     * @param method the method
     * @param route the template of its path, one of a fixed set; null if the path leads to none
     * @param status the status of the response
     * @param cache the cache outcome
     * @param requestId the id that the response carries
     * @param client the address of the client
     * @param version of HTTP: 1.0, 1.1 or 2
     * @param server the host that the client has named; null if it has named none that is well-formed
     * @param port that it has named with the host; -1 if it has named none
     * @param userAgent null if it has named none
     * @param project the id of the caller's project, or null
     */
    public record End(
            String method,
            @Nullable String route,
            int status,
            String cache,
            String requestId,
            String client,
            String version,
            @Nullable String server,
            int port,
            @Nullable String userAgent,
            @Nullable String project) {}

    /** Ends the span. */
    public void end(End request) {
        if (span.isRecording()) {
            describe(request);
        }
        span.end();
    }

    /** Returns whether attributes of the span are of any use: not if it is not sampled. */
    public boolean isRecording() {
        return span.isRecording();
    }

    /** Ends a span that is not {@link #isRecording recorded}. */
    public void end() {
        span.end();
    }

    private void describe(End request) {
        if (request.route != null) {
            span.updateName(HttpAttributes.method(request.method) + " " + request.route);
            span.setAttribute(HttpAttributes.ROUTE, request.route);
        }
        span.setAttribute(HttpAttributes.STATUS, (long) request.status);
        span.setAttribute(HttpAttributes.CACHE, request.cache);
        span.setAttribute(HttpAttributes.REQUEST_ID, request.requestId);
        span.setAttribute(HttpAttributes.CLIENT, request.client);
        span.setAttribute(HttpAttributes.VERSION, request.version);
        if (request.server != null) {
            span.setAttribute(HttpAttributes.SERVER, HttpAttributes.cut(request.server));
        }
        if (request.port >= 0) {
            span.setAttribute(HttpAttributes.SERVER_PORT, (long) request.port);
        }
        if (request.userAgent != null) {
            span.setAttribute(HttpAttributes.USER_AGENT, HttpAttributes.cut(request.userAgent));
        }
        if (request.project != null) {
            span.setAttribute(HttpAttributes.PROJECT, request.project);
        }
        if (request.status >= 500) {
            span.setAttribute(HttpAttributes.ERROR, Integer.toString(request.status));
            span.setStatus(StatusCode.ERROR);
        }
    }

    @Override
    public String traceParent() {
        return traceParent;
    }

    @Override
    public String spanId() {
        return span.getSpanContext().getSpanId();
    }

    /** Links the span to that of the request which began the load. */
    @Override
    public void joined(TraceContext load) {
        if (load instanceof ServerSpan other && other != this) {
            Span unused = span.addLink(other.span.getSpanContext());
        }
    }

    Tracer tracer() {
        return tracer;
    }

    TextMapPropagator propagator() {
        return propagator;
    }

    Context context() {
        return context;
    }
}

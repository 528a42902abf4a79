package dev.vitrine.tracing;

import dev.vitrine.identity.TraceContext;
import dev.vitrine.model.Endpoint;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request to a service, of kind CLIENT; a retry has one of its own. Ends once. Any thread.
 *
 * <p>Its status is an error where there was no response, or one of 500 or more. A 4xx is none: Keystone says with a 404 that a
 * token is not valid, and Glance that an image is not there for this caller.
 */
public final class ClientSpan {
    private final ServerSpan parent;
    private final Context context;
    private final Span span;

    private ClientSpan(ServerSpan parent, Context context) {
        this.parent = parent;
        this.context = context;
        this.span = Span.fromContext(context);
    }

    /**
     * A request to a service.
     *
     * @param service the service's name, lower case
     * @param method its method
     * @param target its path, with what of its query may be exported
     * @param endpoint where it is sent
     * @param retries how many requests were sent before it for the same call
     */
    public record Begin(String service, String method, String target, Endpoint endpoint, int retries) {}

    /** Begins the span; returns null if there are no spans, or the request is the gateway's own. */
    public static @Nullable ClientSpan begin(@Nullable TraceContext trace, Begin request) {
        if (!(trace instanceof ServerSpan parent)) {
            return null;
        }
        Endpoint endpoint = request.endpoint;
        SpanBuilder span = parent.tracer()
                .spanBuilder(HttpAttributes.method(request.method))
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent.context());
        HttpAttributes.setMethod(span, request.method);
        span.setAttribute(HttpAttributes.PEER, request.service);
        span.setAttribute(HttpAttributes.SERVER, endpoint.host());
        span.setAttribute(HttpAttributes.SERVER_PORT, (long) endpoint.port());
        span.setAttribute(HttpAttributes.URL, HttpAttributes.cut(endpoint + request.target));
        if (request.retries > 0) {
            span.setAttribute(HttpAttributes.RESEND_COUNT, (long) request.retries);
        }
        return new ClientSpan(parent, parent.context().with(span.startSpan()));
    }

    /** Returns the header fields that tell the service of the span. */
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        parent.propagator().inject(context, headers, (to, name, value) -> {
            if (to != null) {
                to.put(name, value);
            }
        });
        return headers;
    }

    /** Ends the span with the status of the response. */
    public void end(int status) {
        span.setAttribute(HttpAttributes.STATUS, (long) status);
        if (status >= 500) {
            fail(Integer.toString(status));
        }
        span.end();
    }

    /**
     * Ends the span of a request that has no response, or not all of it.
     *
     * @param reason one of a fixed set
     * @param detail what went wrong, without what is secret
     */
    public void end(String reason, String detail) {
        fail(reason);
        span.setStatus(StatusCode.ERROR, HttpAttributes.cut(detail));
        span.end();
    }

    private void fail(String type) {
        span.setAttribute(HttpAttributes.ERROR, type);
        span.setStatus(StatusCode.ERROR);
    }
}

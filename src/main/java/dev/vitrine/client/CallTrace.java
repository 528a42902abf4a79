package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.identity.TraceContext;
import dev.vitrine.model.Endpoint;
import dev.vitrine.tracing.ClientSpan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one request to a service tells of its trace: its own span, where spans are made, else what the client sent. A call of the
 * gateway's own, such as a login, tells nothing. Any thread.
 */
final class CallTrace {
    private final @Nullable ClientSpan span;
    private final Map<String, String> headers;

    private CallTrace(@Nullable ClientSpan span, Map<String, String> headers) {
        this.span = span;
        this.headers = headers;
    }

    /**
     * Takes the service's name, and how many requests were sent before for the same call. Of a request that is passed on, the query
     * is left out: it is not the gateway's, and may hold what is secret.
     */
    static CallTrace begin(String service, ServiceRequest request, boolean isPassedOn, Endpoint endpoint, int retries) {
        TraceContext trace = request.trace();
        if (trace == null) {
            return new CallTrace(null, Map.of());
        }
        String target = isPassedOn ? request.path().split("\\?", 2)[0] : request.path();
        ClientSpan span = ClientSpan.begin(
                trace, new ClientSpan.Begin(service, request.method().name(), target, endpoint, retries));
        return span == null
                ? new CallTrace(null, Map.of(TraceContext.HEADER, trace.traceParent()))
                : new CallTrace(span, span.headers());
    }

    /** Returns the header fields for the service. */
    Map<String, String> headers() {
        return headers;
    }

    void end(ServiceResponse response) {
        if (span == null) {
            return;
        }
        if (response instanceof Failed failed) {
            span.end(failed.reason().label(), failed.detail());
        } else {
            span.end(((Answered) response).status());
        }
    }
}

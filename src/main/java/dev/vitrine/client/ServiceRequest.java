package dev.vitrine.client;

import dev.vitrine.identity.Caller;
import dev.vitrine.identity.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to a service.
 *
 * @param project the project on whose behalf it is sent, or what stands for one; null for the gateway's own. The limit on
 *     calls is shared fairly between projects
 * @param requestId the id of the client's request on whose behalf it is sent, which the service gets too; null for the
 *     gateway's own
 * @param method the method; a GET is retried once where the first try cannot have been answered, and on a 502 or 503; a POST,
 *     which is a login here, where the first try was not sent, and on a 502 or 503
 * @param path the path below the endpoint's, with its query; nothing that a client sent may be in it unchecked
 * @param headers header names and values, both checked before
 * @param body the content, or null for none
 * @param maxBytes the longest body of a response that is accepted
 * @param timeout for the whole call, a retry and the time in the queue included; a service has few different ones for changes,
 *     since each has connections of its own
 * @param isAbandoned whether those on whose behalf it is sent wait no longer; asked before each try is sent, by any thread.
 *     Once true, it stays so
 * @param trace where the client's request is in a distributed trace, which the service is told; null if that is not known, or for
 *     the gateway's own
 * @param part what bounds the response if it is a part of something longer, whose time is the timeout; null if it is none
 */
public record ServiceRequest(
        @Nullable String project,
        @Nullable String requestId,
        HttpMethod method,
        String path,
        Map<String, String> headers,
        @Nullable Buffer body,
        int maxBytes,
        Duration timeout,
        BooleanSupplier isAbandoned,
        @Nullable TraceContext trace,
        @Nullable Part part) {
    /** The header that carries a request's id, in requests and responses of OpenStack's services. */
    public static final String REQUEST_ID = "X-OpenStack-Request-ID";

    /** Keeps a copy of the headers. */
    public ServiceRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * A part of something longer, such as a page of a list.
     *
     * @param firstByteTimeout from the request to the head of the response; a service has few different ones, as timeouts of
     *     changes
     * @param timeout from the request to the end of the response; the time in the queue does not count
     * @param isNext whether it continues what has begun: then it does not wait behind what has not
     */
    public record Part(Duration firstByteTimeout, Duration timeout, boolean isNext) {}

    /** The gateway's own request for a whole, which is sent in any case. */
    public ServiceRequest(
            HttpMethod method,
            String path,
            Map<String, String> headers,
            @Nullable Buffer body,
            int maxBytes,
            Duration timeout) {
        this(null, null, method, path, headers, body, maxBytes, timeout, () -> false, null, null);
    }

    /** Returns the same request on behalf of a client's. */
    public ServiceRequest onBehalfOf(Caller caller) {
        return new ServiceRequest(
                caller.identity().projectOrClass(),
                caller.requestId(),
                method,
                path,
                headers,
                body,
                maxBytes,
                timeout,
                caller.isGone(),
                caller.trace(),
                part);
    }

    /** Returns the same request for a part of something longer. */
    public ServiceRequest asPart(Part of) {
        return new ServiceRequest(
                project, requestId, method, path, headers, body, maxBytes, timeout, isAbandoned, trace, of);
    }

    /** Returns the same request with further headers. */
    ServiceRequest with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new ServiceRequest(
                project, requestId, method, path, all, body, maxBytes, timeout, isAbandoned, trace, part);
    }

    /** Returns the request id for logs and traces: a dash for the gateway's own request. */
    String loggedRequestId() {
        return requestId == null ? "-" : requestId;
    }

    /** Returns whether this changes something that exists, which may take the service much longer than a read. */
    boolean isChange() {
        return method.equals(HttpMethod.PATCH) || method.equals(HttpMethod.DELETE);
    }

    /** Does not show the headers: they hold tokens. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}

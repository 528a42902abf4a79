package dev.vitrine.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a service.
 *
 * @param project the project on whose behalf it is sent, or what stands for one; null for the gateway's own. The limit on
 *     calls is shared fairly between projects
 * @param method the method; a GET is retried once where the first try cannot have been answered, and on a 502 or 503
 * @param path the path below the endpoint's, with its query; nothing that a client sent may be in it unchecked
 * @param headers header names and values, both checked before
 * @param body the content, or null for none
 * @param maxBytes the longest body of a response that is accepted
 * @param timeout for the whole call, a retry and the time in the queue included; a service has few different ones, since each
 *     has connections of its own
 */
public record ServiceRequest(
        @Nullable String project,
        HttpMethod method,
        String path,
        Map<String, String> headers,
        @Nullable Buffer body,
        int maxBytes,
        Duration timeout) {
    /** Keeps a copy of the headers. */
    public ServiceRequest {
        headers = Map.copyOf(headers);
    }

    /** Returns the id of the client's request on whose behalf this one is sent, or a dash for the gateway's own. */
    public String requestId() {
        return headers.getOrDefault("X-OpenStack-Request-ID", "-");
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

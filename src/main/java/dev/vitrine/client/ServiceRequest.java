package dev.vitrine.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to a service.
 *
 * @param project the project on whose behalf it is made, or what stands for one; null for the gateway's own. Where many
 *     wait, the calls of one project wait for each other
 * @param method the method; a GET is tried once more where a first try cannot have been answered
 * @param path the path below the service's address, with its query, made of nothing that a client sent unchecked
 * @param headers header names and values; values were checked by whoever took them in
 * @param body what is sent, or null for nothing
 * @param maxBytes the longest body that is taken for an answer
 * @param timeout for the whole call, both tries if there are two
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

    /** Returns the id of the request on whose behalf this call is made, or a dash if it is the gateway's own. */
    public String requestId() {
        return headers.getOrDefault("X-OpenStack-Request-ID", "-");
    }

    /** Returns whether it changes something that is there, which may take the service much longer than a question. */
    boolean isChange() {
        return method.equals(HttpMethod.PATCH) || method.equals(HttpMethod.DELETE);
    }

    /** Does not show the headers: they hold tokens. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}

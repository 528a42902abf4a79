package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An answer that is yet to be sent.
 *
 * @param contentType empty if there is no body
 */
record Reply(int status, String contentType, Buffer body, Map<String, String> headers) {
    static Reply of(int status) {
        return new Reply(status, "", Buffer.buffer(), Map.of());
    }

    static Reply json(int status, JsonNode document) {
        return written(status, Json.write(document));
    }

    /** Returns an answer whose JSON is bytes already. */
    static Reply written(int status, Buffer document) {
        return new Reply(status, "application/json", document, Map.of());
    }

    /** Returns the same answer with these headers only. */
    Reply with(Map<String, String> others) {
        return new Reply(status, contentType, body, others);
    }

    /** Sends the answer, under a request id of its own, as every OpenStack service does; on the request's event loop. */
    Future<Void> send(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("x-openstack-request-id", "req-" + requestId());
        headers.forEach(response::putHeader);
        if (!contentType.isEmpty()) {
            response.putHeader("Content-Type", contentType);
        }
        return response.end(body);
    }

    /** Returns a random UUID. It is no secret, and the JDK's own are, which makes them slow. */
    private static UUID requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }
}

package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A response that was not sent yet.
 *
 * @param contentType empty if there is no body
 */
record DemoResponse(int status, String contentType, Buffer body, Map<String, String> headers) {
    static DemoResponse of(int status) {
        return new DemoResponse(status, "", Buffer.buffer(), Map.of());
    }

    static DemoResponse json(int status, JsonNode document) {
        return encodedJson(status, DemoJson.write(document));
    }

    /** Returns a response with an encoded JSON document. */
    static DemoResponse encodedJson(int status, Buffer document) {
        return new DemoResponse(status, "application/json", document, Map.of());
    }

    /** Returns this response with these headers only. */
    DemoResponse with(Map<String, String> others) {
        return new DemoResponse(status, contentType, body, others);
    }

    /** Sends the response with a new request id, as every OpenStack service does. Called on the request's event loop. */
    Future<Void> send(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("x-openstack-request-id", "req-" + requestId());
        headers.forEach(response::putHeader);
        if (!contentType.isEmpty()) {
            response.putHeader("Content-Type", contentType);
        }
        return response.end(body);
    }

    /** Returns a random UUID from a fast generator, because it need not be unpredictable. */
    private static UUID requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }
}

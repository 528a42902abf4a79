package dev.vitrine.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** About how many bytes of heap a request takes while it waits for Keystone, for Glance or for another request. */
final class RequestWeight {
    /**
     * The platform's and the gateway's objects for one request. Over HTTP/2, where a stream has its own, they may be twice as
     * many, which the budget leaves room for: it is a quarter of the heap.
     */
    private static final int OBJECTS = 4 << 10;

    private RequestWeight() {}

    /** Returns the weight of the objects and of the head, which a client may make as long as the limits of the listener allow. */
    static long of(HttpServerRequest request) {
        long weight = OBJECTS;
        weight += request.uri() == null ? 0 : request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            weight += header.getKey().length() + header.getValue().length();
        }
        return weight;
    }
}

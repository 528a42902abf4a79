package dev.vitrine.http;

import io.vertx.core.http.HttpServerResponse;

/** The headers that every answer has. */
final class CommonHeaders {
    private CommonHeaders() {}

    static void put(HttpServerResponse response, String requestId) {
        response.putHeader("x-openstack-request-id", requestId);
        response.putHeader("x-compute-request-id", requestId);
        // The token is not in Authorization: an ordinary shared cache in front would hand one tenant's answer to
        // others.
        response.putHeader("Cache-Control", "private, no-store");
        response.headers().add("Vary", "X-Auth-Token, Accept");
        // Names and properties of images are other people's text.
        response.putHeader("X-Content-Type-Options", "nosniff");
    }
}

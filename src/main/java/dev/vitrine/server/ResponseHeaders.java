package dev.vitrine.server;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The headers that every response has: names and values made beforehand, as they go over the wire. */
final class ResponseHeaders {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-openstack-request-id");
    private static final CharSequence COMPUTE_REQUEST_ID = HttpHeaders.createOptimized("x-compute-request-id");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("private, no-store");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("private, no-cache");
    private static final CharSequence VARY = HttpHeaders.createOptimized("X-Auth-Token, Accept");

    private ResponseHeaders() {}

    static void put(MultiMap headers, CharSequence requestId, ApiResponse response) {
        headers.add(REQUEST_ID, requestId);
        headers.add(COMPUTE_REQUEST_ID, requestId);
        headers.add(HttpHeaders.DATE, ResponseDate.now());
        // The token is not in Authorization: an ordinary shared cache in front would serve one tenant's response to
        // others. What has an entity tag may be stored by the client, which revalidates it.
        headers.add(HttpHeaders.CACHE_CONTROL, response.tag() == null ? NO_STORE : NO_CACHE);
        headers.add(HttpHeaders.VARY, VARY);
        // Names and properties of images are other people's text.
        headers.add(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (response.tag() != null) {
            headers.add(HttpHeaders.ETAG, response.tag());
        }
        addContent(headers, response.contentType(), response.content().length());
    }

    private static void addContent(MultiMap headers, @Nullable String type, int length) {
        if (type != null) {
            headers.add(HttpHeaders.CONTENT_TYPE, type).add(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
        }
    }
}

package dev.vitrine.bench;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeoutException;

/**
 * The baseline for hits: the least that an answer of this size and with this many headers costs on this platform.
 *
 * <p>Names and values are made ready, as they would be in any server that knew its only answer beforehand.
 */
final class BareServer implements Handler<HttpServerRequest> {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-openstack-request-id");
    private static final CharSequence COMPUTE_ID = HttpHeaders.createOptimized("x-compute-request-id");
    private static final CharSequence ID = HttpHeaders.createOptimized("req-6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11");
    private static final CharSequence DATE = HttpHeaders.createOptimized("Sun, 06 Nov 1994 08:49:37 GMT");
    private static final CharSequence CACHING = HttpHeaders.createOptimized("private, no-cache");
    private static final CharSequence VARYING = HttpHeaders.createOptimized("X-Auth-Token, Accept");
    private static final CharSequence SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence TAG =
            HttpHeaders.createOptimized("\"0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef\"");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Buffer body;
    private final CharSequence length;

    private BareServer(byte[] body) {
        this.body = Buffer.buffer(body);
        this.length = HttpHeaders.createOptimized(Integer.toString(body.length));
    }

    /** Serves on the port that is the only argument. */
    public static void main(String[] args) throws TimeoutException {
        int port = Integer.parseInt(args[0]);
        byte[] body = Workload.of("constant", port, 1, 1).answer(0);
        Servers.serve(Servers.vertx(), port, new BareServer(body));
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headers()
                .set(REQUEST_ID, ID)
                .set(COMPUTE_ID, ID)
                .set(HttpHeaders.DATE, DATE)
                .set(HttpHeaders.CACHE_CONTROL, CACHING)
                .set(HttpHeaders.VARY, VARYING)
                .set(SNIFFING, NOSNIFF)
                .set(HttpHeaders.ETAG, TAG)
                .set(HttpHeaders.CONTENT_TYPE, JSON)
                .set(HttpHeaders.CONTENT_LENGTH, length);
        response.end(body);
    }
}

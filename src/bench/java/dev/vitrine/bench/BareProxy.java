package dev.vitrine.bench;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeoutException;

/**
 * The baseline for lists: this platform's server and pooled client, the body passed through as it comes.
 *
 * <p>The client has the pool of the gateway's {@code dev.vitrine.client.HttpTransport}.
 */
final class BareProxy implements Handler<HttpServerRequest> {
    private static final CharSequence TOKEN = HttpHeaders.createOptimized("X-Auth-Token");
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 256;
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final HttpClient client;
    private final int backend;

    private BareProxy(Vertx vertx, int backend) {
        this.backend = backend;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    }

    /** Serves on the first port what the second has. */
    public static void main(String[] args) throws TimeoutException {
        Vertx vertx = Servers.vertx();
        Servers.serve(vertx, Integer.parseInt(args[0]), new BareProxy(vertx, Integer.parseInt(args[1])));
    }

    @Override
    public void handle(HttpServerRequest request) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(backend)
                .setURI(request.uri())
                .putHeader(TOKEN, request.getHeader(TOKEN));
        client.request(options)
                .compose(HttpClientRequest::send)
                .compose(answer -> pass(answer, request.response()))
                .onFailure(cause -> request.response().reset());
    }

    private static Future<Void> pass(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.getHeader(HttpHeaders.CONTENT_TYPE))
                .putHeader(HttpHeaders.CONTENT_LENGTH, answer.getHeader(HttpHeaders.CONTENT_LENGTH));
        return answer.pipeTo(response);
    }
}

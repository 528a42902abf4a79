package dev.vitrine.bench;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The baseline for misses: this platform's server and its Web Client; status, content type and body are passed on.
 *
 * <p>The client is set up as the gateway's {@code dev.vitrine.client.HttpTransport} sets up its own.
 */
final class BareWebProxy implements Handler<HttpServerRequest> {
    private static final String TOKEN = "X-Auth-Token";
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 256;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int IDLE_MILLIS = 31_200;
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final WebClient client;
    private final int backend;

    private BareWebProxy(Vertx vertx, int backend) {
        this.backend = backend;
        WebClientOptions options =
                new WebClientOptions().setFollowRedirects(false).setUserAgentEnabled(false);
        options.setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_MILLIS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        this.client = WebClient.create(
                vertx,
                options,
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(CONNECTIONS + WAITING));
    }

    /** Serves on the first port what the second has. */
    public static void main(String[] args) throws TimeoutException {
        Vertx vertx = Servers.vertx();
        Servers.serve(vertx, Integer.parseInt(args[0]), new BareWebProxy(vertx, Integer.parseInt(args[1])));
    }

    @Override
    public void handle(HttpServerRequest request) {
        client.request(HttpMethod.GET, backend, "127.0.0.1", request.uri())
                .putHeader(TOKEN, request.getHeader(TOKEN))
                .send()
                .onSuccess(answer -> pass(answer, request.response()))
                .onFailure(cause -> request.response().reset());
    }

    private static void pass(HttpResponse<Buffer> answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.getHeader("Content-Type"))
                .end(answer.bodyAsBuffer());
    }
}

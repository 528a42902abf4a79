package dev.vitrine.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.util.concurrent.TimeoutException;

/** The baseline for what is passed on to Nova: {@code vertx-http-proxy} with nothing added, its client set up as the gateway's. */
final class BareHttpProxy {
    private static final int CONNECTIONS = 256;
    private static final int KEEP_ALIVE_SECONDS = 4;

    private BareHttpProxy() {}

    /** Serves on the first port what the second has. */
    public static void main(String[] args) throws TimeoutException {
        Vertx vertx = Servers.vertx();
        HttpProxy proxy = HttpProxy.reverseProxy(vertx.createHttpClient(
                        new HttpClientOptions()
                                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                                .setDecompressionSupported(false),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS)))
                .origin(Integer.parseInt(args[1]), "127.0.0.1");
        Servers.serve(vertx, Integer.parseInt(args[0]), proxy);
    }
}

package dev.vitrine.demo;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** The servers of the demo Keystone and Glance, which listen on 127.0.0.1. Any thread. */
public final class DemoServers {
    /** The limit of OpenStack's own servers; tokens may be long. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final HttpServer keystone;
    private final HttpServer glance;

    private DemoServers(HttpServer keystone, HttpServer glance) {
        this.keystone = keystone;
        this.glance = glance;
    }

    /**
     * Starts both servers. Fails if a port is in use, and then neither is listening.
     *
     * @param keystonePort the port; 0 for any free one
     * @param glancePort the port; 0 for any free one
     */
    public static Future<DemoServers> start(Vertx vertx, DemoCloud cloud, int keystonePort, int glancePort) {
        return listen(vertx, new DemoKeystone(cloud), keystonePort)
                .compose(keystone -> listen(vertx, new DemoGlance(cloud, url(keystone)), glancePort)
                        .map(glance -> new DemoServers(keystone, glance))
                        .recover(taken -> keystone.close().transform(closed -> Future.failedFuture(taken))));
    }

    /** Returns the URL of Keystone, {@code http://127.0.0.1:PORT}, without {@code /v3}. */
    public String keystoneUrl() {
        return url(keystone);
    }

    /** Returns the URL of Glance, {@code http://127.0.0.1:PORT}, without {@code /v2}. */
    public String glanceUrl() {
        return url(glance);
    }

    /** Closes both immediately, with their connections. Completes when their ports are free. */
    public Future<Void> close() {
        return Future.join(keystone.close(), glance.close()).mapEmpty();
    }

    private static Future<HttpServer> listen(Vertx vertx, Handler<HttpServerRequest> handler, int port) {
        HttpServerOptions options =
                new HttpServerOptions().setMaxHeaderSize(MAX_HEADER_BYTES).setMaxInitialLineLength(MAX_HEADER_BYTES);
        return vertx.createHttpServer(options).requestHandler(handler).listen(port, "127.0.0.1");
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.actualPort();
    }
}

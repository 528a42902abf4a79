package dev.vitrine.demo;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** A Keystone and a Glance that listen on 127.0.0.1. May be used from any thread. */
public final class DemoServers {
    /** Tokens may be long: OpenStack's own servers take header lines of this many bytes. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final HttpServer keystone;
    private final HttpServer glance;

    private DemoServers(HttpServer keystone, HttpServer glance) {
        this.keystone = keystone;
        this.glance = glance;
    }

    /**
     * Returns both servers, once they listen. Fails, with neither listening, if a port is taken.
     *
     * @param keystonePort 0 for any free port
     * @param glancePort 0 for any free port
     */
    public static Future<DemoServers> start(Vertx vertx, DemoCloud cloud, int keystonePort, int glancePort) {
        return listen(vertx, new DemoKeystone(cloud), keystonePort)
                .compose(keystone -> listen(vertx, new DemoGlance(cloud, url(keystone)), glancePort)
                        .map(glance -> new DemoServers(keystone, glance))
                        .recover(taken -> keystone.close().transform(closed -> Future.failedFuture(taken))));
    }

    /** Returns where Keystone is: {@code http://127.0.0.1:PORT}, to which {@code /v3} is to be added. */
    public String keystoneUrl() {
        return url(keystone);
    }

    /** Returns where Glance is: {@code http://127.0.0.1:PORT}, to which {@code /v2} is to be added. */
    public String glanceUrl() {
        return url(glance);
    }

    /** Closes both at once, with whatever they are doing, and completes when their ports are free. */
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

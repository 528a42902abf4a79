package dev.vitrine.bench;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Servers that differ from the gateway in their handlers alone: platform and listener are set up alike. */
final class Servers {
    private static final long PATIENCE_SECONDS = 15;

    private Servers() {}

    /** Returns the platform, as {@code dev.vitrine.Running} makes it. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** Serves on one event loop, with the options of {@code GatewayVerticle}; blocks until it listens. */
    static HttpServer serve(Vertx vertx, int port, Handler<HttpServerRequest> handler) throws TimeoutException {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(16 << 10)
                .setMaxInitialLineLength(4 << 10)
                .setIdleTimeout(60)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(options)
                .requestHandler(handler)
                .listen(port, "127.0.0.1")
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

package dev.vitrine.api;

import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.GatewayVerticle;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import dev.vitrine.server.netty.ConnectionLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener on a free port whose API is made of services that a test has chosen. */
final class ApiListener {
    private ApiListener() {}

    /** Returns the port. */
    static int start(Vertx vertx, ApiServices services, Metrics metrics, @Nullable AccessLog log, boolean withCacheHits)
            throws Exception {
        LoadShedder shedder = new LoadShedder(services.config().listen(), () -> 0);
        RequestLogger logger = new RequestLogger(metrics, log);
        ResponseWriter writer = new ResponseWriter(services.config(), logger, services.budget());
        GatewayVerticle listener = new GatewayVerticle(
                services.config().listen(),
                Duration.ofSeconds(5),
                new ConnectionLimiter(services.config().listen(), Clocks.system()),
                logger,
                writer,
                one -> new ApiRouter(one, services, shedder, writer, withCacheHits));
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
        return listener.port();
    }
}

package dev.vitrine.api;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.GatewayVerticle;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A listener on a free port whose API is made of services that a test has chosen. */
final class ApiListener {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private ApiListener() {}

    /** Returns services without Glance whose cache of images loads from this function, and whose lists cannot be had. */
    static ApiServices services(
            Vertx vertx,
            GatewayConfig config,
            TokenValidator tokens,
            Clocks clocks,
            BiFunction<ImageId, Caller, Future<Outcome<Image>>> load) {
        ListCache.Loader noLists =
                Loaders.lists((wanted, caller) -> Future.succeededFuture(Outcome.failed(Kind.NOT_FOUND)));
        return services(vertx, config, tokens, clocks, Loaders.images(load), noLists);
    }

    /** Returns services without Glance whose caches load by these loaders. */
    static ApiServices services(
            Vertx vertx,
            GatewayConfig config,
            TokenValidator tokens,
            Clocks clocks,
            ImageCache.Loader imageLoader,
            ListCache.Loader listLoader) {
        EventLoops loops = EventLoops.of(vertx);
        ByteBudget budget = new ByteBudget(1 << 30);
        ImageCache images =
                new ImageCache(loops, config.cache(), TIMEOUT, clocks, imageLoader, ImageDocument::of, budget);
        ListCache lists = new ListCache(loops, config.cache(), TIMEOUT, TIMEOUT, clocks, listLoader);
        ImageWriteQueue writes = new ImageWriteQueue(loops, TIMEOUT, images, lists);
        return new ApiServices(config, tokens, images, lists, writes, null, budget, () -> "", null);
    }

    /** Returns the port. */
    static int start(Vertx vertx, ApiServices services, Metrics metrics, @Nullable AccessLog log, boolean withCacheHits)
            throws Exception {
        return start(
                vertx,
                services,
                metrics,
                log,
                withCacheHits,
                new LoadShedder(services.config().listen(), () -> 0));
    }

    /** Takes the load shedder, too. Returns the port. */
    static int start(
            Vertx vertx,
            ApiServices services,
            Metrics metrics,
            @Nullable AccessLog log,
            boolean withCacheHits,
            LoadShedder shedder)
            throws Exception {
        RequestLogger logger = new RequestLogger(metrics, log, null);
        ResponseWriter writer = new ResponseWriter(services.config(), TIMEOUT, logger, services.budget());
        GatewayVerticle listener = new GatewayVerticle(
                services.config().listen(),
                TIMEOUT,
                new ConnectionLimiter(services.config().listen(), Clocks.system()),
                logger,
                writer,
                one -> new ApiRouter(one, services, shedder, writer, withCacheHits));
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
        return listener.port();
    }
}

package dev.vitrine;

import dev.vitrine.api.ApiServices;
import dev.vitrine.api.ListImagesHandler;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.keystone.CatalogEndpoints;
import dev.vitrine.management.CacheHandler;
import dev.vitrine.management.CachedImagesHandler;
import dev.vitrine.management.ConfigHandler;
import dev.vitrine.management.DashboardHandler;
import dev.vitrine.management.EventStreamHandler;
import dev.vitrine.management.ExplainHandler;
import dev.vitrine.management.HealthHandler;
import dev.vitrine.management.ListEntriesHandler;
import dev.vitrine.management.LogLevelsHandler;
import dev.vitrine.management.ManagementResource;
import dev.vitrine.management.ManagementServer;
import dev.vitrine.management.MetricsHandler;
import dev.vitrine.management.OpenApiHandler;
import dev.vitrine.management.StatusHandler;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.status.StatusService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What watches a gateway and shows it to operators: health, status, gauges, the management listener, and the guard of the
 * heap.
 *
 * <p>No request to the API needs any of it, and it takes as long to make as all that one needs: so it is made on a worker
 * thread, when the API listens.
 */
final class GatewayManagement {
    private static final Duration HEAP_CHECK_INTERVAL = Duration.ofSeconds(1);

    private final Parts parts;
    private final GatewayReadiness health;
    private final StatusService status;
    private final ManagementServer server;
    private long heapTimer;

    /**
     * The parts of the gateway that are watched.
     *
     * @param services the clients of all services
     * @param isListening whether the API's port is bound
     * @param address the name of the machine, and the port of the API
     */
    record Parts(
            Vertx vertx,
            LoadedConfig configuration,
            Metrics metrics,
            ApiServices api,
            List<ServiceClient> services,
            @Nullable CatalogEndpoints catalog,
            @Nullable NotificationService notifications,
            ConnectionLimiter connections,
            LoadShedder loadShedder,
            @Nullable AccessLog accessLog,
            BooleanSupplier isListening,
            Supplier<String> address) {
        GatewayConfig settings() {
            return configuration.settings();
        }
    }

    /** Takes the gateway's parts; reads files, so not for an event loop. */
    GatewayManagement(Parts parts) {
        this.parts = parts;
        this.health = new GatewayReadiness(
                parts.isListening,
                parts.api.tokens(),
                parts.notifications,
                parts.catalog,
                () -> this.status().status());
        GatewayProbe probe = new GatewayProbe(
                health,
                parts.services,
                parts.api.nova(),
                parts.settings().listen().tlsCertificate());
        this.status = new StatusService(parts.vertx, parts.metrics, probe, Version.text());
        this.server = new ManagementServer(parts.vertx, parts.settings().management(), resources());
        registerGauges(probe);
    }

    private StatusService status() {
        return status;
    }

    private List<ManagementResource> resources() {
        Vertx vertx = parts.vertx;
        ImageCache images = parts.api.images();
        ListCache lists = parts.api.lists();
        return List.of(
                new HealthHandler(health),
                new MetricsHandler(vertx, parts.metrics),
                new ConfigHandler(parts.configuration),
                new CacheHandler(vertx, images, lists),
                new CachedImagesHandler(vertx, images, lists),
                new ListEntriesHandler(
                        vertx, lists, (target, accept) -> ListImagesHandler.wanted(parts.settings(), target, accept)),
                new ExplainHandler(parts.api.tokens(), parts.metrics.traces()),
                new DashboardHandler(),
                new OpenApiHandler(vertx),
                new EventStreamHandler(vertx, parts.metrics, status, parts.address),
                new StatusHandler(status),
                new LogLevelsHandler(vertx, LogLevels.current()));
    }

    private void registerGauges(GatewayProbe probe) {
        parts.metrics.registerProcess();
        GatewayGauges gauges = new GatewayGauges(parts.metrics, parts.settings());
        gauges.registerStatus(status, probe);
        gauges.registerCaches(parts.api.images(), parts.api.lists(), parts.api.tokens());
        gauges.registerListeners(parts.connections, parts.loadShedder, server);
        gauges.registerBudget(parts.api.budget());
        gauges.registerLogs(parts.accessLog);
    }

    /** Guards the heap and binds the listener's port; the future fails if that cannot be bound. */
    Future<Void> listen() {
        guardHeap(parts.api.images(), parts.api.lists());
        return server.listen();
    }

    /** On a worker thread: to evict half of a cache may take a while. */
    private void guardHeap(ImageCache images, ListCache lists) {
        HeapGuard guard = new HeapGuard(HeapGuard::usedAfterCollection, new HeapGuard.Actions() {
            @Override
            public void halveCaches(boolean isHalf) {
                images.halve(isHalf);
                lists.halve(isHalf);
            }

            @Override
            public void rejectAll(boolean isRejecting) {
                parts.loadShedder.rejectAll(isRejecting);
            }

            @Override
            public void collectGarbage() {
                System.gc();
            }
        });
        heapTimer = parts.vertx.setPeriodic(
                HEAP_CHECK_INTERVAL.toMillis(),
                timer -> parts.vertx.executeBlocking(() -> {
                    guard.check();
                    return true;
                }));
    }

    /** Returns the port of the listener. */
    int port() {
        return server.port();
    }

    /** From now on the gateway is not ready, since it shuts down soon. */
    void drain() {
        health.drain();
    }

    /** Closes the listener and leaves the heap alone. */
    Future<Void> close() {
        parts.vertx.cancelTimer(heapTimer);
        return server.close();
    }
}

package dev.vitrine;

import dev.vitrine.api.ApiRouter;
import dev.vitrine.api.ApiServices;
import dev.vitrine.api.ImageWriteQueue;
import dev.vitrine.api.RequestDeadlines;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.glance.GlanceClient;
import dev.vitrine.keystone.CredentialLogin;
import dev.vitrine.keystone.KeystoneTokenValidator;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.management.CacheHandler;
import dev.vitrine.management.ConfigHandler;
import dev.vitrine.management.DashboardHandler;
import dev.vitrine.management.EventStreamHandler;
import dev.vitrine.management.ExplainHandler;
import dev.vitrine.management.GatewayHealth;
import dev.vitrine.management.HealthHandler;
import dev.vitrine.management.ManagementServer;
import dev.vitrine.management.MetricsHandler;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.GatewayVerticle;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import dev.vitrine.server.netty.ConnectionLimiter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The running gateway: wires its parts, and takes them down again. The only place that knows all of them. */
public final class Gateway {
    private static final Duration HEAP_LOOKS = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final GatewayConfig settings;
    private final Clocks time;
    private final List<ServiceClient> backends = new ArrayList<>();
    private final List<GatewayVerticle> listeners = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final TokenValidator authentication;
    private final ApiServices api;
    private final ResponseWriter writer;
    private final RequestLogger requestLogger;
    private final CacheWarmer warmUp;
    private final @Nullable NotificationService following;
    private final ConnectionLimiter connections;
    private final LoadShedder admission;
    private final @Nullable AccessLog accessLog;
    private final ManagementServer management;
    private volatile boolean isEnding;
    private long heapTimer;

    private Gateway(Vertx vertx, LoadedConfig configuration, Clocks time) {
        this.vertx = vertx;
        this.settings = configuration.settings();
        this.time = time;
        EventLoops loops = EventLoops.of(vertx);
        ServiceClient keystone = backend("Keystone", settings.keystone().backend());
        this.authentication = authentication(loops, keystone);
        GlanceClient glance = new GlanceClient(
                vertx, backend("Glance", settings.glance().backend()), settings.glance(), authentication::revalidate);
        Duration patience = settings.glance().backend().timeout();
        ImageCache images = new ImageCache(loops, settings.cache(), patience, time, glance::image, ImageDocument::of);
        ListCache lists =
                new ListCache(loops, settings.cache(), RequestDeadlines.list(settings), time, (wanted, caller) -> {
                    ListWriter writer = new ListWriter(wanted.view(), wanted.detail());
                    return glance.images(wanted.query(), caller, writer::add)
                            .map(outcome -> outcome.map(writer::finish));
                });
        ImageWriteQueue writes = new ImageWriteQueue(loops, settings.glance().writeTimeout(), images, lists);
        this.api = new ApiServices(settings, authentication, images, lists, writes, glance);
        CredentialLogin login = new CredentialLogin(keystone, settings.keystone());
        this.warmUp = new CacheWarmer(settings.warmUp(), time, login, authentication, glance, images);
        this.following = NotificationService.of(settings.events(), metrics, time, images, lists);
        this.connections = new ConnectionLimiter(settings.listen(), time);
        this.admission = new LoadShedder(
                settings.listen(),
                () -> images.coalescedRequests() + lists.coalescedRequests() + authentication.coalescedRequests());
        this.accessLog = settings.listen().accessLog()
                ? AccessLog.to(new FileOutputStream(FileDescriptor.out), LogEncoder.isTerminal())
                : null;
        this.requestLogger = new RequestLogger(metrics, accessLog);
        this.writer = new ResponseWriter(settings, requestLogger);
        Health health = new Health();
        this.management = new ManagementServer(
                vertx,
                settings.management(),
                List.of(
                        new HealthHandler(health),
                        new MetricsHandler(vertx, metrics),
                        new ConfigHandler(configuration),
                        new CacheHandler(vertx, images, lists),
                        new ExplainHandler(authentication, metrics.traces()),
                        new DashboardHandler(),
                        new EventStreamHandler(vertx, metrics, health)));
        watch(images, lists);
        watchHeap(images, lists);
    }

    private void watch(ImageCache images, ListCache lists) {
        metrics.register(GaugeDefinition.IMAGES, images::size);
        metrics.register(GaugeDefinition.IMAGE_BYTES, images::bytes);
        metrics.register(GaugeDefinition.LISTS, lists::size);
        metrics.register(GaugeDefinition.TOKENS, authentication::cachedTokens);
        metrics.register(GaugeDefinition.LOAD_WAITERS, images::waitingRequests);
        metrics.register(GaugeDefinition.CONNECTIONS, connections::connections);
        metrics.register(GaugeDefinition.UNSENT_BYTES, connections::unsentBytes);
        metrics.register(GaugeDefinition.WRITE_OVERFLOWS, connections::closedForUnsent);
        metrics.register(GaugeDefinition.ACTIVE_REQUESTS, admission::requests);
        metrics.register(GaugeDefinition.REFUSED_CONNECTIONS, connections::refused);
        if (accessLog != null) {
            metrics.register(GaugeDefinition.DROPPED_LINES, accessLog::dropped);
        }
    }

    /** On a worker: to make a cache smaller may take a while. */
    private void watchHeap(ImageCache images, ListCache lists) {
        HeapGuard watch = new HeapGuard(HeapGuard::usedAfterCollection, new HeapGuard.Actions() {
            @Override
            public void halveCaches(boolean isHalf) {
                images.halve(isHalf);
                lists.halve(isHalf);
            }

            @Override
            public void rejectAll(boolean isRejecting) {
                admission.refuseAll(isRejecting);
            }

            @Override
            public void collectGarbage() {
                System.gc();
            }
        });
        heapTimer = vertx.setPeriodic(
                HEAP_LOOKS.toMillis(),
                timer -> vertx.executeBlocking(() -> {
                    watch.check();
                    return true;
                }));
    }

    /** What health checks report. */
    private final class Health implements GatewayHealth {
        @Override
        public Future<List<String>> unready() {
            return isEnding
                    ? Future.succeededFuture(List.of("the gateway is shutting down"))
                    : authentication
                            .isReady()
                            .map(ready -> ready
                                    ? List.of()
                                    : List.of("the gateway could not log in at Keystone yet: see its log"));
        }

        @Override
        public List<String> degraded() {
            return following == null || following.status().isLive()
                    ? List.of()
                    : List.of(following.status().toString());
        }

        @Override
        public boolean isDraining() {
            return isEnding;
        }
    }

    /**
     * Starts the gateway.
     *
     * @param listeners how many event loops serve, 1 or more; with port 0, which takes any free one, always 1
     * @return the gateway, once it listens; fails with a {@link ListenFailedException} if a port cannot be bound
     */
    public static Future<Gateway> start(Vertx vertx, LoadedConfig configuration, Clocks time, int listeners) {
        Gateway vitrine = new Gateway(vertx, configuration, time);
        GatewayConfig settings = configuration.settings();
        // A free port is that of one event loop: each would be given its own.
        int loops = settings.listen().port() == 0 ? 1 : listeners;
        List<Future<?>> started = new ArrayList<>();
        started.add(told(
                vitrine.management.listen(),
                settings.management().host(),
                settings.management().port()));
        for (int i = 0; i < loops; i++) {
            GatewayVerticle listener = vitrine.listener();
            vitrine.listeners.add(listener);
            started.add(told(
                    vertx.deployVerticle(listener),
                    settings.listen().host(),
                    settings.listen().port()));
        }
        return Future.all(started).map(vitrine).onSuccess(Gateway::begin);
    }

    /** Begins what goes on beside the requests. */
    private void begin() {
        if (following != null) {
            following.start();
        }
        warmUp.start(vertx);
    }

    private GatewayVerticle listener() {
        return new GatewayVerticle(
                settings.listen(),
                RequestDeadlines.of(settings).change(),
                connections,
                requestLogger,
                writer,
                loop -> new ApiRouter(loop, api, admission, writer));
    }

    private TokenValidator authentication(EventLoops loops, ServiceClient keystone) {
        return switch (settings.identity()) {
            case KEYSTONE -> new KeystoneTokenValidator(loops, keystone, settings.keystone(), settings.cache(), time);
            case GLANCE -> PassThroughTokenValidator.validatedByGlance();
            case NONE -> PassThroughTokenValidator.withoutAuthentication();
        };
    }

    private static Future<?> told(Future<?> listening, String host, int port) {
        return listening.recover(cause -> Future.failedFuture(new ListenFailedException(host, port, cause)));
    }

    private ServiceClient backend(String name, ServiceConfig of) {
        ServiceClient backend = new ServiceClient(vertx, name, of, metrics, time);
        backends.add(backend);
        return backend;
    }

    /** Returns how long a request may take at the most. */
    public Duration requestDeadline() {
        return RequestDeadlines.of(settings).change();
    }

    /** Returns the port on which the API is served. */
    public int port() {
        return listeners.get(0).port();
    }

    /** Returns the port on which health and figures are served. */
    public int managementPort() {
        return management.port();
    }

    /** Returns what completes when the warm-up has ended, one way or another. */
    Future<Void> warmedUp() {
        return warmUp.ended();
    }

    /** Shows the certificate that is in its file by now to those who connect from now on. */
    public Future<Void> reloadCertificate() {
        return listeners.get(0).reloadCertificate();
    }

    /**
     * Says that it will end: the gateway is no longer ready, and the connection of whoever asks ends with his answer.
     * Requests are answered as before.
     */
    public void drain() {
        isEnding = true;
        warmUp.stop();
        writer.drain();
    }

    /** Ends the requests under way, then everything else. */
    public Future<Void> close() {
        drain();
        vertx.cancelTimer(heapTimer);
        List<Future<?>> listening = new ArrayList<>();
        listeners.forEach(listener -> listening.add(vertx.undeploy(listener.deploymentID())));
        return Future.join(listening).transform(ended -> {
            List<Future<?>> calling = new ArrayList<>();
            backends.forEach(backend -> calling.add(backend.close()));
            calling.add(management.close());
            if (following != null) {
                calling.add(Future.fromCompletionStage(following.close(), vertx.getOrCreateContext()));
            }
            if (accessLog != null) {
                accessLog.close();
            }
            return Future.join(calling).mapEmpty();
        });
    }
}

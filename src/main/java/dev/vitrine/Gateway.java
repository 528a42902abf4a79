package dev.vitrine;

import dev.vitrine.api.ApiRouter;
import dev.vitrine.api.ApiServices;
import dev.vitrine.api.ImageWriteQueue;
import dev.vitrine.api.RequestDeadlines;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.client.ProxyTransport;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.NovaConfig;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.glance.GlanceClient;
import dev.vitrine.keystone.CatalogEndpoints;
import dev.vitrine.keystone.CredentialLogin;
import dev.vitrine.keystone.KeystoneTokenValidator;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.nova.Nova;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.GatewayVerticle;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.server.netty.TimedTransport;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The running gateway: wires its parts, and closes them in order. The only class that knows all of them. */
public final class Gateway {
    /** How long the end of the gateway waits for the last traces to be exported. */
    private static final Duration TRACES_TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final LoadedConfig configuration;
    private final GatewayConfig settings;
    private final Clocks time;
    private final String hostName = HostName.text();
    private final List<ServiceClient> services = new ArrayList<>();
    private final List<GatewayVerticle> listeners = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final @Nullable CatalogEndpoints catalog;
    private final TokenValidator tokens;
    private final @Nullable Nova nova;
    private final ApiServices api;
    private final ResponseWriter writer;
    private final RequestLogger requestLogger;
    private final CacheWarmer cacheWarmer;
    private final @Nullable NotificationService notifications;
    private final ConnectionLimiter connections;
    private final LoadShedder loadShedder;
    private final @Nullable AccessLog accessLog;
    private final @Nullable Tracing tracing;

    /** Null until the API listens. */
    private volatile @Nullable GatewayManagement management;

    private Gateway(Vertx vertx, LoadedConfig configuration, Clocks time, @Nullable Tracing tracing) {
        this.vertx = vertx;
        this.tracing = tracing;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.time = time;
        EventLoops loops = EventLoops.of(vertx);
        ByteBudget budget = new ByteBudget(settings.listen().byteBudget());
        ServiceClient keystone = backend(
                "Keystone", settings.keystone().backend(), settings.keystone().backend()::servers);
        this.catalog = settings.glance().catalog() == null
                ? null
                : new CatalogEndpoints(settings.glance().catalog(), time);
        this.tokens = tokenValidator(loops, keystone);
        GlanceClient glance = new GlanceClient(vertx, glanceService(), settings.glance(), tokens::revalidate, budget);
        metrics.register(GaugeDefinition.MALFORMED_RECORDS, glance::malformedRecords);
        Duration timeout = settings.glance().backend().timeout();
        CacheConfig cache =
                settings.identity() == IdentityMode.GLANCE ? settings.cache().forUnknownExpiry() : settings.cache();
        GlanceLoader loader = new GlanceLoader(loops, glance, tokens, budget);
        ImageCache images = new ImageCache(loops, cache, timeout, time, loader, ImageDocument::of, budget);
        Duration listTimeout = settings.glance().listTimeout();
        ListCache lists = new ListCache(loops, cache, listTimeout, timeout, time, loader);
        if (catalog != null) {
            catalog.onMoved(() -> {
                images.requireRevalidation();
                lists.requireRevalidation();
            });
        }
        ImageWriteQueue writes = new ImageWriteQueue(loops, settings.glance().writeTimeout(), images, lists);
        this.nova = nova(settings.nova());
        this.api = new ApiServices(settings, tokens, images, lists, writes, glance, budget, this::glanceUrl, nova);
        CredentialLogin login = new CredentialLogin(keystone, settings.keystone());
        this.cacheWarmer = new CacheWarmer(settings.warmUp(), time, login, tokens, glance, images);
        this.notifications = NotificationService.of(settings.events(), metrics, time, images, lists);
        this.connections = new ConnectionLimiter(settings.listen(), time);
        this.loadShedder = new LoadShedder(
                settings.listen(),
                () -> images.coalescedRequests() + lists.coalescedRequests() + tokens.coalescedRequests());
        this.accessLog = settings.listen().accessLog()
                ? AccessLog.to(new FileOutputStream(FileDescriptor.out), LogEncoder.isTerminal())
                : null;
        this.requestLogger = new RequestLogger(metrics, accessLog, tracing);
        this.writer = new ResponseWriter(settings, requestDeadline(), requestLogger, budget);
    }

    /**
     * Starts the gateway.
     *
     * @param listeners how many event loops serve, 1 or more; with port 0, which takes any free one, always 1
     * @param tracing what makes spans of its requests, which the gateway closes; null for none
     * @return the gateway, once it listens; fails with a {@link ListenFailedException} if a port cannot be bound
     */
    public static Future<Gateway> start(
            Vertx vertx, LoadedConfig configuration, Clocks time, int listeners, @Nullable Tracing tracing) {
        Gateway gateway = new Gateway(vertx, configuration, time, tracing);
        GatewayConfig settings = configuration.settings();
        // Port 0 would give each event loop a port of its own.
        int loops = settings.listen().port() == 0 ? 1 : listeners;
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            GatewayVerticle listener = gateway.listener();
            gateway.listeners.add(listener);
            started.add(withAddress(
                    vertx.deployVerticle(listener),
                    settings.listen().host(),
                    settings.listen().port()));
        }
        // The API first: a gateway whose health can be asked for listens, and requests need not wait for what nobody
        // has asked.
        return Future.all(started)
                .compose(listening -> vertx.executeBlocking(gateway::manage))
                .compose(management -> withAddress(
                        management.listen(),
                        settings.management().host(),
                        settings.management().port()))
                .map(gateway)
                .onSuccess(Gateway::begin);
    }

    private GatewayManagement manage() {
        GatewayManagement made = new GatewayManagement(new GatewayManagement.Parts(
                vertx,
                configuration,
                metrics,
                api,
                services,
                catalog,
                notifications,
                connections,
                loadShedder,
                accessLog,
                () -> listeners.stream().allMatch(GatewayVerticle::isListening),
                () -> hostName + ":" + port()));
        management = made;
        return made;
    }

    /** Starts what runs beside the requests. */
    private void begin() {
        if (notifications != null) {
            notifications.start();
        }
        if (nova != null) {
            nova.start();
        }
        // The warm-up asks Glance, and so needs its endpoint.
        discovered().onComplete(end -> cacheWarmer.start(vertx));
    }

    private Future<?> discovered() {
        return catalog == null ? Future.succeededFuture() : catalog.discover();
    }

    private GatewayVerticle listener() {
        return new GatewayVerticle(
                settings.listen(),
                requestDeadline(),
                connections,
                requestLogger,
                writer,
                one -> new ApiRouter(one, api, loadShedder, writer));
    }

    private TokenValidator tokenValidator(EventLoops loops, ServiceClient keystone) {
        return switch (settings.identity()) {
            case KEYSTONE -> keystoneValidator(loops, keystone);
            case GLANCE ->
                PassThroughTokenValidator.validatedByGlance(settings.keystone().tokenCacheTime(), time);
            case NONE -> PassThroughTokenValidator.withoutAuthentication();
        };
    }

    private TokenValidator keystoneValidator(EventLoops loops, ServiceClient keystone) {
        KeystoneTokenValidator validator =
                new KeystoneTokenValidator(loops, keystone, settings.keystone(), settings.cache(), time);
        if (catalog != null) {
            validator.feed(catalog);
        }
        return validator;
    }

    private ServiceClient glanceService() {
        ServiceConfig config = settings.glance().backend();
        return backend("Glance", config, catalog == null ? config::servers : catalog);
    }

    private String glanceUrl() {
        return catalog == null ? "" : catalog.publicUrl();
    }

    private static Future<?> withAddress(Future<?> listening, String host, int port) {
        return listening.recover(cause -> Future.failedFuture(new ListenFailedException(host, port, cause)));
    }

    private ServiceClient backend(String name, ServiceConfig of, ServiceClient.EndpointSource endpoints) {
        ServiceClient backend = new ServiceClient(vertx, name, of, endpoints, metrics, time);
        services.add(backend);
        return backend;
    }

    private @Nullable Nova nova(NovaConfig of) {
        return of.isOn()
                ? new Nova(
                        vertx,
                        of,
                        new ProxyTransport(vertx, "Nova", of.backend(), metrics, time),
                        settings.maxMicroversion())
                : null;
    }

    /** Returns the transport for the platform on which the latency of requests counts from when they could have been read. */
    public static Transport transport() {
        return new TimedTransport();
    }

    /** Returns how long a request may take at the most. */
    public Duration requestDeadline() {
        return RequestDeadlines.of(settings).longest();
    }

    /** Returns the port on which the API is served. */
    public int port() {
        return listeners.get(0).port();
    }

    /** Returns the port of the management listener. */
    public int managementPort() {
        return management().port();
    }

    private GatewayManagement management() {
        return Objects.requireNonNull(management, "the gateway has not started");
    }

    /** Completes when the warm-up has ended, whatever its result. */
    Future<Void> warmedUp() {
        return cacheWarmer.ended();
    }

    /** Reads the TLS certificate anew, for new connections. */
    public Future<Void> reloadCertificate() {
        return listeners.get(0).reloadCertificate();
    }

    /**
     * Begins to drain: the gateway is no longer ready, and each response is the last one of its connection. Requests are
     * served as before.
     */
    public void drain() {
        management().drain();
        cacheWarmer.stop();
        writer.drain();
    }

    /** Ends the requests in progress, then everything else. */
    public Future<Void> close() {
        drain();
        List<Future<?>> listening = new ArrayList<>();
        listeners.forEach(listener -> listening.add(vertx.undeploy(listener.deploymentID())));
        return Future.join(listening).transform(ended -> {
            List<Future<?>> calling = new ArrayList<>();
            services.forEach(backend -> calling.add(backend.close()));
            calling.add(nova == null ? Future.succeededFuture() : nova.close());
            calling.add(management().close());
            if (notifications != null) {
                calling.add(Future.fromCompletionStage(notifications.close(), vertx.getOrCreateContext()));
            }
            calling.add(closeAccessLog());
            return Future.join(calling)
                    .transform(called -> closeTracing()
                            .compose(closed ->
                                    called.failed() ? Future.failedFuture(called.cause()) : Future.succeededFuture()));
        });
    }

    /** What a collector does not take soon is lost: it must not keep the process from its end. */
    private Future<Void> closeTracing() {
        return tracing == null
                ? Future.succeededFuture()
                : Future.fromCompletionStage(tracing.close(), vertx.getOrCreateContext())
                        .timeout(TRACES_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty()
                        .mapEmpty();
    }

    private Future<?> closeAccessLog() {
        return accessLog == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                    accessLog.close();
                    return true;
                });
    }
}

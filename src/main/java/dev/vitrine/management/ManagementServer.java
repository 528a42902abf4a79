package dev.vitrine.management;

import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.ManagementConfig;
import dev.vitrine.config.Setting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Health and figures over HTTP, apart from the API: on loopback by default. Beyond it, whoever asks for more than health has
 * to show a token.
 *
 * <pre>
 *   /              the live page; it asks for the token itself where there is one
 *   /live          what the page shows, as server-sent events
 *   /healthcheck   200 OK, as oslo.middleware answers it; 503 while the gateway ends
 *   /livez         200 as long as event loops turn; asks nobody
 *   /readyz        200 if requests should be sent here, else 503; the reasons as JSON, with what is not as it should be
 *   /metrics       all figures, for Prometheus
 *   /config        every setting that is in force, and where it comes from; secrets are hidden
 *   /cache         what is remembered, and the forgetting of it: see {@link CacheHandler}
 *   /token         what is known of the token in X-Auth-Token: see {@link ExplainHandler}
 *   /requests/{id} what becomes of one request
 * </pre>
 */
public final class ManagementServer {
    private static final String FIGURES = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PATHS =
            "/, /live, /healthcheck, /livez, /readyz, /metrics, /config, /cache, /token, /requests";
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final ManagementConfig settings;
    private final Watched gateway;
    private final CacheHandler cache;
    private final ExplainHandler inquiries;
    private final EventStreamHandler live;
    private final DashboardHandler page = new DashboardHandler();
    private final ManagementAuthHandler guard;
    private final String configuration;
    private final HttpServer server;

    /** What is looked at. */
    public interface Watched {
        /** Returns why no requests should be sent here; nothing if they should. The future never fails. */
        Future<List<String>> unready();

        /** Returns what is not as it should be, though requests should be sent here; does not wait. */
        List<String> degraded();

        /** Returns whether the gateway is about to end. */
        boolean isEnding();

        /** Returns all figures; takes its time. */
        String figures();
    }

    /** Binds nothing yet. */
    public ManagementServer(
            Vertx vertx,
            LoadedConfig configuration,
            Watched gateway,
            CacheHandler cache,
            ExplainHandler inquiries,
            EventStreamHandler live) {
        this.vertx = vertx;
        this.settings = configuration.settings().management();
        this.gateway = gateway;
        this.cache = cache;
        this.inquiries = inquiries;
        this.live = live;
        this.guard = new ManagementAuthHandler(settings.token());
        this.configuration = document(configuration);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false))
                .requestHandler(this::handle);
    }

    private static String document(LoadedConfig configuration) {
        JsonArray told = new JsonArray();
        for (Setting setting : configuration.told()) {
            boolean isList = setting.kind() == Setting.Kind.LIST;
            told.add(new JsonObject()
                    .put("key", setting.key())
                    .put("value", isList ? new JsonArray(setting.texts()) : String.join("", setting.texts()))
                    .put("origin", setting.origin()));
        }
        return new JsonObject().put("settings", told).encodePrettily();
    }

    /** Starts to listen; fails if the port cannot be bound. */
    public Future<Void> listen() {
        live.start();
        return server.listen(settings.port(), settings.host()).mapEmpty();
    }

    /** Returns the port that was bound. */
    public int port() {
        return server.actualPort();
    }

    /** Ends it at once. */
    public Future<Void> close() {
        live.stop();
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        boolean isCache = path.equals(CacheHandler.PATH) || path.startsWith(CacheHandler.PATH + "/");
        boolean isInquiry = ExplainHandler.isOne(path);
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads && !isCache && !isInquiry) {
            Responses.notAllowed(request, "GET, HEAD");
            return;
        }
        switch (path) {
            case "/healthcheck" ->
                Responses.answer(request, gateway.isEnding() ? 503 : 200, gateway.isEnding() ? "ENDING" : "OK");
            case "/livez" -> Responses.answer(request, 200, "OK");
            case "/readyz" -> gateway.unready().onSuccess(reasons -> readiness(request, reasons));
            case "/" -> page.answer(request);
            case "/live" -> guarded(request, () -> live.answer(request));
            case "/metrics" -> figures(request);
            case "/config" -> guarded(request, () -> Responses.json(request, 200, configuration));
            default -> {
                if (isCache) {
                    guarded(request, () -> cache.answer(request));
                } else if (isInquiry) {
                    guarded(request, () -> inquiries.answer(request));
                } else {
                    Responses.answer(request, 404, "There is " + PATHS + ".\n");
                }
            }
        }
    }

    private void guarded(HttpServerRequest request, Runnable answer) {
        if (guard.admits(request)) {
            answer.run();
        }
    }

    private void figures(HttpServerRequest request) {
        if (!guard.admitsToFigures(request)) {
            return;
        }
        vertx.executeBlocking(gateway::figures, false)
                .onSuccess(figures -> Responses.answer(request, 200, FIGURES, figures))
                .onFailure(bug -> Responses.answer(request, 500, "The figures cannot be told.\n"));
    }

    private void readiness(HttpServerRequest request, List<String> reasons) {
        // By hand: everybody who ever looked for "ready": true finds it so.
        Responses.json(
                request,
                reasons.isEmpty() ? 200 : 503,
                "{\"ready\": " + reasons.isEmpty() + ", \"reasons\": " + list(reasons) + ", \"degraded\": "
                        + list(gateway.degraded()) + "}");
    }

    /** The sentences are our own words, without quotes. */
    private static String list(List<String> sentences) {
        return sentences.isEmpty() ? "[]" : "[\"" + String.join("\", \"", sentences) + "\"]";
    }
}

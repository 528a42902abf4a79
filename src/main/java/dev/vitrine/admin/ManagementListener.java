package dev.vitrine.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.ManagementSettings;
import dev.vitrine.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.util.List;

/**
 * Health and figures over HTTP, apart from the API: on loopback by default. Beyond it, whoever asks for more than health has
 * to show a token.
 *
 * <pre>
 *   /healthcheck   200 OK, as oslo.middleware answers it; 503 while the gateway ends
 *   /livez         200 as long as event loops turn; asks nobody
 *   /readyz        200 if requests should be sent here, else 503; the reasons as JSON
 *   /metrics       all figures, for Prometheus
 * </pre>
 */
public final class ManagementListener {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String FIGURES = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PATHS = "/healthcheck, /livez, /readyz, /metrics";
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final ManagementSettings settings;
    private final Watched gateway;
    private final HttpServer server;

    /** What is looked at. */
    public interface Watched {
        /** Returns why no requests should be sent here; nothing if they should. The future never fails. */
        Future<List<String>> unready();

        /** Returns whether the gateway is about to end. */
        boolean isEnding();

        /** Returns all figures; takes its time. */
        String figures();
    }

    /** Binds nothing yet. */
    public ManagementListener(Vertx vertx, ManagementSettings settings, Watched gateway) {
        this.vertx = vertx;
        this.settings = settings;
        this.gateway = gateway;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false))
                .requestHandler(this::handle);
    }

    /** Starts to listen; fails if the port cannot be bound. */
    public Future<Void> listen() {
        return server.listen(settings.port(), settings.host()).mapEmpty();
    }

    /** Returns the port that was bound. */
    public int port() {
        return server.actualPort();
    }

    /** Ends it at once. */
    public Future<Void> close() {
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads) {
            request.response().putHeader("Allow", "GET, HEAD");
            answer(request, 405, PLAIN, "Only GET and HEAD.\n");
            return;
        }
        switch (String.valueOf(request.path())) {
            case "/healthcheck" ->
                answer(request, gateway.isEnding() ? 503 : 200, PLAIN, gateway.isEnding() ? "ENDING" : "OK");
            case "/livez" -> answer(request, 200, PLAIN, "OK");
            case "/readyz" ->
                gateway.unready()
                        .onSuccess(reasons -> answer(request, reasons.isEmpty() ? 200 : 503, JSON, readiness(reasons)));
            case "/metrics" -> figures(request);
            default -> answer(request, 404, PLAIN, "There is " + PATHS + ".\n");
        }
    }

    private void figures(HttpServerRequest request) {
        if (!isAllowed(request)) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            answer(request, 401, PLAIN, "The token of management.token-file is needed.\n");
            return;
        }
        vertx.executeBlocking(gateway::figures, false)
                .onSuccess(figures -> answer(request, 200, FIGURES, figures))
                .onFailure(bug -> answer(request, 500, PLAIN, "The figures cannot be told.\n"));
    }

    /** Compares in constant time: how long it takes shall not tell how much of a guess is right. */
    private boolean isAllowed(HttpServerRequest request) {
        Secret token = settings.token();
        String shown = String.valueOf(request.getHeader("Authorization"));
        return token == null
                || MessageDigest.isEqual(("Bearer " + token.text()).getBytes(UTF_8), shown.getBytes(UTF_8));
    }

    /** The reasons are our own words, without quotes. */
    private static String readiness(List<String> reasons) {
        String list = reasons.isEmpty() ? "" : "\"" + String.join("\", \"", reasons) + "\"";
        return "{\"ready\": " + reasons.isEmpty() + ", \"reasons\": [" + list + "]}\n";
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(body);
        }
    }
}

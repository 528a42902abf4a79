package dev.vitrine.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Debian's Prometheus with the alert rules of {@code conf/}, which fire at once: without their {@code for}, and at a scrape a
 * second.
 */
final class LivePrometheus implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer target;
    private final int port;
    private final LiveProcess process;
    private volatile int managementPort;
    private volatile Instant begin = Instant.EPOCH;

    private LivePrometheus(HttpServer target, int port, LiveProcess process) {
        this.target = target;
        this.port = port;
        this.process = process;
        target.createContext("/metrics", this::forward);
        target.start();
    }

    /** A new target is scraped only after five seconds: so there is one for all gateways. */
    private void forward(HttpExchange exchange) throws IOException {
        byte[] metrics = RawHttp.send(managementPort, "GET", "/metrics").body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, metrics.length);
        exchange.getResponseBody().write(metrics);
        exchange.close();
    }

    static LivePrometheus start(Path folder) throws IOException {
        int port = LivePorts.free(1).get(0);
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path rules = Files.writeString(
                folder.resolve("rules.yaml"),
                Files.readString(Path.of("conf/alerts.yaml")).replaceAll("(?m)^ +for: .*\\R", ""));
        Path config = Files.writeString(folder.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [%s]
                scrape_configs:
                  - job_name: vitrine
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(
                        rules, target.getAddress().getPort()));
        LiveProcess process = new LiveProcess(
                "Prometheus",
                port,
                folder.resolve("prometheus.log"),
                List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        process.start();
        return new LivePrometheus(target, port, process);
    }

    /** From now on this management listener alone is scraped, and only alerts from now on count. */
    void scrape(int managementPort) {
        this.managementPort = managementPort;
        begin = Instant.now();
    }

    /** Waits for an alert for a problem of this kind and cause; null if none fires in time. */
    @Nullable
    JsonObject alert(String kind, String cause) {
        @Nullable JsonObject[] found = {null};
        LiveWait.until(LIMIT, () -> (found[0] = firing(kind, cause)) != null);
        return found[0];
    }

    private @Nullable JsonObject firing(String kind, String cause) {
        try {
            String body = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/alerts"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return new JsonObject(body)
                    .getJsonObject("data").getJsonArray("alerts").stream()
                            .map(JsonObject.class::cast)
                            .filter(alert -> {
                                JsonObject labels = alert.getJsonObject("labels");
                                return Instant.parse(alert.getString("activeAt"))
                                                .isAfter(begin)
                                        && kind.equals(labels.getString("kind"))
                                        // Prometheus keeps no empty labels.
                                        && cause.equals(labels.getString("cause", ""));
                            })
                            .findFirst()
                            .orElse(null);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }

    @Override
    public void close() {
        process.kill();
        target.stop(0);
    }
}

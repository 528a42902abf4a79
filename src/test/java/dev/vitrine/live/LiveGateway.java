package dev.vitrine.live;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.model.Clocks;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway in front of a live cloud, and callers of it: each has a name, a project and a token. */
final class LiveGateway implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LiveCloud cloud;
    private final Vertx vertx = Vertx.vertx();
    private final Gateway gateway;
    private final Map<String, String> projects;
    private final Map<String, String> tokens;
    private final Runnable afterwards;

    private LiveGateway(LiveCloud cloud, Map<String, String> settings) throws Exception {
        this(cloud, settings, new HashMap<>(), new HashMap<>(), cloud::close);
    }

    private LiveGateway(
            LiveCloud cloud,
            Map<String, String> settings,
            Map<String, String> projects,
            Map<String, String> tokens,
            Runnable afterwards)
            throws Exception {
        this.cloud = cloud;
        this.projects = projects;
        this.tokens = tokens;
        this.afterwards = afterwards;
        Map<String, String> environment = Map.of(
                "VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", cloud.servicePassword(), "VITRINE_EVENTS_PASSWORD", "guest");
        Map<String, String> flags = new HashMap<>(settings);
        flags.put("listen.host", "127.0.0.1");
        flags.put("listen.port", "0");
        flags.put("management.port", "0");
        flags.put("keystone-authtoken.auth-url", cloud.keystoneUrl() + "/v3");
        flags.putIfAbsent("glance.api-servers", cloud.glanceUrl());
        this.gateway = Gateway.start(vertx, ConfigLoader.read(null, environment, flags), Clocks.system(), 1, null)
                .await(10, TimeUnit.SECONDS);
    }

    /** Starts a cloud in the folder, and the gateway in front of it. */
    static LiveGateway start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /** Starts both, the gateway with these settings in place of their defaults. */
    static LiveGateway start(Path folder, Map<String, String> settings) throws Exception {
        return new LiveGateway(LiveCloud.start(folder), settings);
    }

    /** Starts another gateway in front of the same cloud, for the same callers; the cloud outlives it. */
    LiveGateway beside(Map<String, String> settings) throws Exception {
        return new LiveGateway(cloud, settings, projects, tokens, () -> {});
    }

    LiveCloud cloud() {
        return cloud;
    }

    /** Makes a user of a project, which is made too if nobody named it before. */
    void caller(String name, String project, String... roles) {
        String id = projects.computeIfAbsent("project " + project, key -> cloud.project(project));
        bearer(name, cloud.token(cloud.user("user-" + name, id, roles)), id);
    }

    /** Names a caller that comes with this token for this project. */
    void bearer(String name, String token, String projectId) {
        projects.put(name, projectId);
        tokens.put(name, token);
    }

    String token(String caller) {
        return tokens.get(caller);
    }

    String project(String caller) {
        return projects.get(caller);
    }

    /** Registers an image of the first caller's project, with data; its properties win over the usual ones. */
    String image(String owner, String name, Map<String, Object> properties) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("name", name);
        record.put("disk_format", "raw");
        record.put("container_format", "bare");
        record.put("owner", projects.get(owner));
        record.putAll(properties);
        String id = cloud.createImage(cloud.adminToken(), record).path("id").asText();
        cloud.upload(cloud.adminToken(), id, new byte[] {1, 2, 3});
        return id;
    }

    /** GETs what is behind {@code /v2/{project}} as one of the callers. */
    HttpResponse<String> get(String caller, String path, String... headers) throws IOException, InterruptedException {
        return send(caller, "GET", path, "", headers);
    }

    HttpResponse<String> send(String caller, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return url(caller, method, "/v2/" + projects.get(caller) + path, body, headers);
    }

    /** Sends a request to a path or a whole URL of the gateway. */
    HttpResponse<String> url(String caller, String method, String url, String body, String... headers)
            throws IOException, InterruptedException {
        String whole = url.startsWith("/") ? "http://127.0.0.1:" + gateway.port() + url : url;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(whole))
                .header("X-Auth-Token", tokens.get(caller))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    int port() {
        return gateway.port();
    }

    int managementPort() {
        return gateway.managementPort();
    }

    /** Drains as on SIGTERM: it is no longer ready, and still responds. */
    void drain() {
        gateway.drain();
    }

    /** Returns a response of the management listener. */
    String management(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
            return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }

    /** Returns the value of a metric with its labels; 0 if there is none. */
    double figure(String name) {
        return management("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Waits for this status of the notification feed; false if it does not come in this time. */
    boolean stands(String standing, Duration limit) {
        return LiveWait.until(
                limit, () -> figure("vitrine_notification_feed_status{status=\"" + standing + "\"}") == 1);
    }

    @Override
    public void close() throws TimeoutException {
        try {
            gateway.close().transform(end -> vertx.close()).await(30, TimeUnit.SECONDS);
        } finally {
            afterwards.run();
        }
    }
}

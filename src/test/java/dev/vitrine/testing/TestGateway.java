package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.model.Clocks;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A gateway on a free port in front of a demo Keystone and Glance with scripted behaviour.
 *
 * <p>Its settings are the demo's; further ones have the format {@code key=value}. Everything is closed with the Vert.x instance.
 */
public final class TestGateway {
    public static final String FAKEIMAGE7 = "70a599e0-31e7-49b7-b260-868f441e862b";
    public static final String PUBLIC_IMAGE = "11111111-1111-4111-8111-111111111111";

    public final DemoCloud cloud;
    public final ScriptedService keystone;
    public final ScriptedService glance;
    public final Gateway gateway;

    private TestGateway(DemoCloud cloud, ScriptedService keystone, ScriptedService glance, Gateway gateway) {
        this.cloud = cloud;
        this.keystone = keystone;
        this.glance = glance;
        this.gateway = gateway;
    }

    public static TestGateway start(Vertx vertx, String... more) throws Exception {
        return start(vertx, Clocks.system(), more);
    }

    public static TestGateway start(Vertx vertx, Clocks time, String... more) throws Exception {
        return start(vertx, time, DemoCloud.seeded(Clock.systemUTC()), glance -> {}, more);
    }

    /** Starts in front of this cloud; the behaviour of its Glance is set before the gateway starts. */
    public static TestGateway start(
            Vertx vertx, Clocks time, DemoCloud cloud, Consumer<ScriptedService> behaviour, String... more)
            throws Exception {
        return start(vertx, time, cloud, behaviour, null, more);
    }

    /** Starts with what makes spans of requests, which is closed with the gateway; null for none. */
    public static TestGateway traced(Vertx vertx, @Nullable Tracing tracing, String... more) throws Exception {
        return start(vertx, Clocks.system(), DemoCloud.seeded(Clock.systemUTC()), glance -> {}, tracing, more);
    }

    private static TestGateway start(
            Vertx vertx,
            Clocks time,
            DemoCloud cloud,
            Consumer<ScriptedService> behaviour,
            @Nullable Tracing tracing,
            String... more)
            throws Exception {
        ScriptedService keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
        ScriptedService glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        behaviour.accept(glance);
        LoadedConfig settings = settings(keystone.url(), glance.url(), more);
        Gateway gateway = Gateway.start(vertx, settings, time, 1, tracing).await(10, TimeUnit.SECONDS);
        return new TestGateway(cloud, keystone, glance, gateway);
    }

    private static LoadedConfig settings(String keystone, String glance, String... more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "listen.host", "127.0.0.1",
                "listen.port", "0",
                "management.port", "0",
                "keystone-authtoken.auth-url", keystone,
                "keystone-authtoken.username", DemoCloud.SERVICE_USER,
                "glance.api-servers", glance,
                "links.compute-link-prefix", "http://openstack.example.com",
                "links.glance-link-prefix", "http://glance.openstack.example.com"));
        // That of the samples; with Nova it is Nova's.
        if (Arrays.stream(more).noneMatch(setting -> setting.startsWith("nova.api-servers="))) {
            flags.put("microversion.max", "2.104");
        }
        for (String setting : more) {
            int equals = setting.indexOf('=');
            flags.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        Map<String, String> environment = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", DemoCloud.SERVICE_PASSWORD);
        return ConfigLoader.read(null, environment, flags);
    }

    public int port() {
        return gateway.port();
    }

    /** Returns the port of the management listener. */
    public int managementPort() {
        return gateway.managementPort();
    }

    /** Sends a GET with a token. */
    public RawHttp.Answer get(String token, String path, String... headers) throws IOException {
        return send("GET", token, path, headers);
    }

    public RawHttp.Answer send(String method, String token, String path, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "X-Auth-Token: " + token;
        return RawHttp.send(port(), method, path, all);
    }

    /** Sends a body with one byte for each character; the response has the format of the body. */
    public RawHttp.Answer write(String token, String method, String path, String type, String body) throws IOException {
        return RawHttp.send(
                port(),
                method + " " + path + " HTTP/1.1\r\nHost: gateway.test:8774\r\nConnection: close\r\nX-Auth-Token: "
                        + token + "\r\nContent-Type: " + type + "\r\nAccept: " + type + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    /** Returns the ids of the images in a list in JSON, in their order; fails unless its status is 200. */
    public static List<String> ids(RawHttp.Answer list) {
        assertThat(list.status()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        Samples.tree(list.body().getBytes(UTF_8))
                .path("images")
                .forEach(image -> ids.add(image.path("id").asText()));
        return ids;
    }

    /** Returns the metrics in Prometheus' text format. */
    public String metrics() throws IOException {
        return RawHttp.send(managementPort(), "GET", "/metrics").body();
    }

    /** Returns the number of requests for an image that Glance received. */
    public int imageCalls() {
        return glance.calls("GET");
    }
}

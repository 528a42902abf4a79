package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.live.LiveProxy.Servers;
import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy and nginx with the proposed configuration: what they send where, and what the gateway learns of the client. */
@Tag("live")
@Timeout(60)
@ExtendWith(VertxExtension.class)
final class DeployedProxyIT {
    private static final String PROJECT = "6f70656e737461636b20726561647900";

    /** An address of loopback that is no proxy's. */
    private static final String CLIENT = "127.0.0.7";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static ScriptedService gateway;
    private static ScriptedService nova;
    private static ScriptedService keystone;
    private static ScriptedService glance;
    private static LiveProxy haproxy;
    private static LiveProxy nginx;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = new ScriptedService(request -> show("gateway", request)).start(vertx);
        nova = new ScriptedService(request -> show("nova", request)).start(vertx);
        DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
        keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
        glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        Servers servers = Servers.of(new LiveProxy.Gateway(gateway.port(), gateway.port()), nova.port());
        haproxy = LiveProxy.haproxy(folder, servers, "", "");
        nginx = LiveProxy.nginx(folder, servers);
    }

    @AfterAll
    static void stop() {
        for (LiveProxy proxy : new LiveProxy[] {haproxy, nginx}) {
            if (proxy != null) {
                proxy.close();
            }
        }
    }

    /** Responds with what the request was: who got it, its target, and its header. */
    private static void show(String name, HttpServerRequest request) {
        StringBuilder text = new StringBuilder(name + " " + request.method() + " " + request.uri() + "\n");
        request.headers()
                .forEach((header, value) -> text.append(header.toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(value)
                        .append('\n'));
        request.response().end(text.toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v2/{project}/images, gateway",
        "/v2/{project}/images/detail?limit=1&marker=%2F, gateway",
        "/v1.1/{project}/images/x/metadata/a%2Fb, gateway",
        "/v2.1/{project}/images/x, gateway",
        "/v2.1/images, gateway",
        "/v2.1/images/, gateway",
        "/v2/images/x/metadata, gateway",
        "/v2/images.xml, gateway",
        "/v2/{project}/images.json?name=a+b, gateway",
        "/v2/%69mages, gateway",
        "//v2//{project}//images//x, gateway",
        "/, nova",
        "/v2, nova",
        "/v2.1/, nova",
        "/images, nova",
        "/v3/images, nova",
        "/v2.10/images, nova",
        "/v2.1/{project}/servers/detail?image=x, nova",
        "/v2.1/images-of-mine, nova",
        "/v2.1/{project}/imagesx, nova",
        "/v2.1/os-volumes, nova",
        "/v2.1/servers/images, nova",
        "/v2.1/{project}/servers/x/images, nova",
        "/v2/{project}/extensions, nova",
        "/v2.1/flavors/a%2Fb, nova"
    })
    void imagesApiGoesToTheGatewayAndAllElseToNova(String path, String server) throws Exception {
        String target = path.replace("{project}", PROJECT);
        for (String method : List.of("GET", "DELETE")) {
            for (LiveProxy proxy : List.of(haproxy, nginx)) {
                assertThat(RawHttp.send(proxy.port(), method, target).body())
                        .startsWith(server + " " + method + " " + target + "\n");
            }
        }
    }

    /** As where one gateway is restarted and the other has its processor to share meanwhile. */
    @Test
    void aGatewayThatIsSlowToSayThatItIsReadyStaysInUse(Vertx vertx) throws Exception {
        CountDownLatch checks = new CountDownLatch(8);
        ScriptedService slow = new ScriptedService(request -> {
                    if (request.path().equals("/readyz")) {
                        checks.countDown();
                        vertx.setTimer(1_500, late -> request.response().end());
                    } else {
                        show("slow", request);
                    }
                })
                .start(vertx);
        Servers servers = Servers.of(new LiveProxy.Gateway(slow.port(), slow.port()), nova.port());

        try (LiveProxy proxy = LiveProxy.haproxy(folder, servers, "", "")) {
            assertThat(checks.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(RawHttp.send(proxy.port(), "GET", "/v2/images").body()).startsWith("slow GET ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/images", "/v2/servers"})
    void whatAClientSaysOfItselfIsRemoved(String path) throws Exception {
        for (LiveProxy proxy : List.of(haproxy, nginx)) {
            String shown = RawHttp.send(
                            proxy.port(),
                            "GET",
                            path,
                            "Host: compute.example:8774",
                            "X-Forwarded-For: 192.0.2.66",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Port: 66",
                            "X-Forwarded-Prefix: /evil",
                            "Forwarded: for=192.0.2.66;host=evil.example",
                            "X-Auth-Token: t")
                    .body();

            assertThat(shown.lines().filter(line -> line.matches("(x-forwarded-.*|forwarded|host|x-auth-token):.*")))
                    .containsExactlyInAnyOrder(
                            "host: compute.example:8774",
                            "x-forwarded-for: 127.0.0.1",
                            "x-forwarded-proto: http",
                            "x-auth-token: t");
        }
    }

    @Test
    void requestGoesToTheOtherGatewayIfOneIsGone() throws Exception {
        int gone = LivePorts.free(1).get(0);
        Servers servers =
                Servers.of(new LiveProxy.Gateway(gone, gone), new LiveProxy.Gateway(gateway.port(), gateway.port()));
        try (LiveProxy one = LiveProxy.haproxy(folder, servers, "", "");
                LiveProxy other = LiveProxy.nginx(folder, servers)) {
            for (LiveProxy proxy : List.of(one, other)) {
                assertThat(IntStream.range(0, 10).mapToObj(i -> status(proxy, "POST", "/v2/images")))
                        .containsOnly(200);
                assertThat(status(proxy, "GET", "/v2/servers")).isEqualTo(502 + (proxy == one ? 1 : 0));
            }
        }
    }

    private static int status(LiveProxy proxy, String method, String path) {
        try {
            return RawHttp.send(proxy.port(), method, path, "Content-Length: 0").status();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void gatewayLearnsTheClientAndTheLinksFromATrustedProxy() throws Exception {
        try (ChildGateway child = child("listen.trusted-proxies=127.0.0.1")) {
            Servers servers = Servers.of(new LiveProxy.Gateway(child.port(), child.managementPort()), nova.port());
            try (LiveProxy one = LiveProxy.haproxyWithTls(folder, servers);
                    LiveProxy other = LiveProxy.nginxWithTls(folder, servers)) {
                assertNamesTheClient(child, one, "https", "haproxy");
                assertNamesTheClient(child, other, "https", "nginx");
            }
        }
    }

    @Test
    void gatewayLearnsTheClientFromTheProxyProtocol() throws Exception {
        try (ChildGateway child = child("listen.trusted-proxies=127.0.0.1", "listen.proxy-protocol=true")) {
            Servers servers = Servers.of(new LiveProxy.Gateway(child.port(), child.managementPort()), nova.port());
            for (String version : List.of("send-proxy", "send-proxy-v2")) {
                try (LiveProxy proxy = LiveProxy.haproxy(folder, servers, "", " " + version)) {
                    assertNamesTheClient(child, proxy, "http", version);
                }
            }
        }
    }

    private static ChildGateway child(String... settings) throws IOException {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "listen.access-log=true";
        return ChildGateway.start("-Xmx64m", keystone.url(), glance.url(), all);
    }

    /** Requests a list from another address than the proxy's; the query finds its line in the access log. */
    private static void assertNamesTheClient(ChildGateway child, LiveProxy proxy, String scheme, String query) {
        String body = LiveCommand.run(
                "/usr/bin/curl",
                "-sk",
                "--interface",
                CLIENT,
                "-HHost: compute.example:8443",
                "-HX-Auth-Token: demo",
                "-HX-Forwarded-For: 192.0.2.66",
                scheme + "://127.0.0.1:" + proxy.port() + "/v2.1/images?" + query);

        assertThat(body).contains("\"href\":\"" + scheme + "://compute.example:8443/v2.1/images/");
        String line = "\"client\":\"" + CLIENT + "\",\"method\":\"GET\",\"uri\":\"/v2.1/images?" + query + "\"";
        LiveWait.until(Duration.ofSeconds(5), () -> child.log().contains(line));
        assertThat(child.log()).contains(line);
    }
}

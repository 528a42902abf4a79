package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.Records;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.proxy.ForwardedCases;
import dev.vitrine.server.proxy.ForwardedCases.Case;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies in front say of clients counts in links and in the access log, if they are trusted, and else nowhere. */
@ExtendWith(VertxExtension.class)
class ForwardedIT {
    private static final String IMAGE = "/images/70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String LINK = "/p" + IMAGE;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AccessLog log = AccessLog.to(out, true);

    private static BothWays.Glance glance() {
        Image image = Records.imageWith("'owner':'p'");
        return new BothWays.Glance(
                Loaders.images((id, caller) -> Future.succeededFuture(new Outcome.Found<>(image))),
                Loaders.lists((wanted, caller) -> {
                    ListWriter writer = new ListWriter(wanted.view(), wanted.detail());
                    writer.add(image);
                    return Future.succeededFuture(new Outcome.Found<>(writer.finish(new Page(1, null))));
                }));
    }

    private static BothWays bothWays(Vertx vertx, String... more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of("listen.trusted-proxies", ForwardedCases.TRUSTED));
        for (int i = 0; i < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        return new BothWays(vertx, new BothWays.Tokens(), Clocks.system(), glance(), flags);
    }

    private static String[] with(List<String> headers) {
        return Stream.concat(Arrays.stream(BothWays.plain()), headers.stream()).toArray(String[]::new);
    }

    private static List<Case> all() {
        List<Case> all = new ArrayList<>(ForwardedCases.VALID);
        all.addAll(ForwardedCases.INVALID);
        // Over HTTP/1 the decoder refuses what has a control character.
        all.removeIf(one -> one.toString().indexOf('\u0001') >= 0);
        return all;
    }

    /** Hits and the Router, with one cache: what one request's links begin with is in no other's response. */
    @ParameterizedTest
    @CsvSource({
        "GET, /v2/p" + IMAGE,
        "HEAD, /v2/p" + IMAGE,
        "GET, /v2/p" + IMAGE + ".xml",
        "GET, /v2.1/p" + IMAGE,
        "GET, /v2/p/images/detail",
        "GET, /v1.1/p/images.xml"
    })
    void bothWaysMakeTheSameLinks(String method, String path, Vertx vertx) throws Exception {
        BothWays ways = bothWays(vertx);
        ways.routed(path, BothWays.plain());

        for (Case one : all()) {
            String answer = ways.answered(HttpMethod.valueOf(method), path, with(one.headers()));

            assertThat(answer).as(one.toString()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("hit");
            assertThat(answer).isEqualTo(ways.routed(HttpMethod.valueOf(method), path, with(one.headers())));
            if (method.equals("GET")) {
                String mount = path.substring(0, path.indexOf('/', 1));
                assertThat(answer).contains("\"" + one.base() + mount + LINK).contains("\"" + one.base() + LINK);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v2", "/v9/images"})
    void versionDocumentsHaveThesePrefixesToo(String path, Vertx vertx) throws Exception {
        BothWays ways = bothWays(vertx);

        for (Case one : all()) {
            assertThat(ways.answered(path, with(one.headers()))).contains("\"" + one.base() + "/v2");
        }
    }

    @Test
    void aPrefixThatIsSetWins(Vertx vertx) throws Exception {
        BothWays ways = bothWays(vertx, "links.compute-link-prefix", "https://c.example");

        assertThat(ways.answered(
                        "/v2/p" + IMAGE, with(List.of("X-Forwarded-Host", "b.example", "X-Forwarded-Prefix", "/p"))))
                .contains("\"https://c.example/v2/p/images")
                .doesNotContain("b.example");
    }

    @Test
    void aForwardedHostMustBeAllowedToo(Vertx vertx) throws Exception {
        BothWays ways = bothWays(vertx, "links.allowed-hosts", "a.example, b.example:8774");

        for (String host : new String[] {"b.example:8774", "B.example:8774"}) {
            assertThat(ways.answered("/v2/p" + IMAGE, with(List.of("X-Forwarded-Host", host))))
                    .startsWith("HTTP/1.1 200 ");
        }
        for (String host : new String[] {"b.example", "evil.example"}) {
            assertThat(ways.answered("/v2/p" + IMAGE, with(List.of("X-Forwarded-Host", host))))
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContain("evil");
        }
    }

    /** Over HTTP/2 the host is in {@code :authority}. */
    @Test
    void overHttp2TheyCountAlike(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, Http2Client.settings("links.compute-link-prefix=", "listen.trusted-proxies=127.0.0.1"));
        WebClientOptions options = new WebClientOptions();
        options.setSsl(true).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
        WebClient client = WebClient.create(vertx, options.setTrustOptions(Http2Client.trust()));

        for (String prefix : new String[] {"/one", "/two"}) {
            String body = client.get(gateway.port(), "localhost", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7)
                    .putHeader("X-Auth-Token", "demo")
                    .putHeader("Forwarded", "for=203.0.113.7;proto=http;host=b.example")
                    .putHeader("X-Forwarded-Prefix", prefix)
                    .send()
                    .await(10, TimeUnit.SECONDS)
                    .bodyAsString();
            assertThat(body).contains("\"http://b.example" + prefix + "/v2/openstack/images/");
        }
    }

    private int listen(Vertx vertx, String trusted) throws Exception {
        GatewayConfig config = ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"),
                        Map.of("listen.host", "127.0.0.1", "listen.port", "0", "listen.trusted-proxies", trusted))
                .settings();
        BothWays.Glance glance = glance();
        ApiServices services = ApiListener.services(
                vertx, config, new BothWays.Tokens(), Clocks.system(), glance.images(), glance.lists());
        return ApiListener.start(vertx, services, new Metrics(), log, true);
    }

    /** Returns the clients of the lines of the access log, which ends. */
    private List<String> clients() {
        log.close();
        return out.toString(StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    @Test
    void theAccessLogNamesTheClient(Vertx vertx) throws Exception {
        int port = listen(vertx, ForwardedCases.TRUSTED);

        for (Case one : all()) {
            BothWays.exchange(port, HttpMethod.GET, "/v2/p" + IMAGE, with(one.headers()));
        }

        assertThat(clients()).isEqualTo(all().stream().map(Case::client).toList());
    }

    /** Each of them changes something when it comes from a trusted proxy, as the tests above show. */
    @Test
    void headersOfAnUntrustedAddressChangeNothing(Vertx vertx) throws Exception {
        assertThat(ForwardedCases.VALID).hasSizeGreaterThanOrEqualTo(20);
        int port = listen(vertx, "192.0.2.0/24, ::/0");
        BothWays.exchange(port, HttpMethod.GET, "/v2/p" + IMAGE, BothWays.plain());
        String plain = BothWays.exchange(port, HttpMethod.GET, "/v2/p" + IMAGE, BothWays.plain());

        for (Case one : ForwardedCases.VALID) {
            assertThat(BothWays.exchange(port, HttpMethod.GET, "/v2/p" + IMAGE, with(one.headers())))
                    .as(one.toString())
                    .isEqualTo(plain);
        }
        assertThat(clients()).hasSize(ForwardedCases.VALID.size() + 2).containsOnly(ForwardedCases.PEER);
    }

    /** With a limit of one connection for each address; a header names another one each time. */
    @Test
    void onlyATrustedProxyHasMoreConnectionsThanAnAddressMay(Vertx vertx) throws Exception {
        for (boolean isTrusted : new boolean[] {true, false}) {
            TestGateway gateway = TestGateway.start(
                    vertx,
                    "listen.max-connections-per-address=1",
                    "listen.trusted-proxies=" + (isTrusted ? "127.0.0.1" : "192.0.2.0/24"));
            try (Socket first = open(gateway.port(), "203.0.113.7")) {
                assertThat(first.getInputStream().read()).isEqualTo('H');
                try (Socket second = open(gateway.port(), "203.0.113.8")) {
                    assertThat(firstByte(second)).isEqualTo(isTrusted ? 'H' : -1);
                }
            }
        }
    }

    private static Socket open(int port, String client) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: " + client + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns -1 also for a connection that was reset, since the gateway did not read what was sent. */
    private static int firstByte(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }
}

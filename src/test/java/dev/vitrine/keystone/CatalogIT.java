package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Glance's endpoint comes from the catalogue of Keystone. */
@ExtendWith(VertxExtension.class)
class CatalogIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String PUBLIC = "https://glance.example.com:9292";

    private final ManualClocks clock = new ManualClocks();
    private final DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
    private final Map<String, String> urls = new HashMap<>();
    private ScriptedService keystone;
    private ScriptedService glance;
    private Gateway gateway;
    private int logins;

    @BeforeEach
    void startServices(Vertx vertx) throws Exception {
        keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
        glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        keystone.answerWith(this::answer);
        urls.put("internal", glance.url() + "/v2");
        urls.put("public", PUBLIC + "/v2/");
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST) || request.params().contains("nocatalog")) {
            keystone.pass(request);
            return;
        }
        logins++;
        String token = "service-" + logins;
        cloud.grant(token, DemoUser.of(DemoCloud.SERVICE_USER, "service", "service"));
        JsonArray endpoints = new JsonArray();
        urls.forEach((name, url) -> endpoints.add(
                new JsonObject().put("interface", name).put("region_id", "R1").put("url", url)));
        JsonArray catalog =
                new JsonArray().add(new JsonObject().put("type", "image").put("endpoints", endpoints));
        request.response()
                .setStatusCode(201)
                .putHeader("X-Subject-Token", token)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("token", new JsonObject().put("catalog", catalog))
                        .encode());
    }

    private void start(Vertx vertx, String... more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "listen.host", "127.0.0.1",
                "listen.port", "0",
                "management.port", "0",
                "keystone-authtoken.auth-url", keystone.url(),
                "links.compute-link-prefix", "http://openstack.example.com"));
        for (String setting : more) {
            int equals = setting.indexOf('=');
            flags.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        Map<String, String> environment = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", DemoCloud.SERVICE_PASSWORD);
        gateway = Gateway.start(vertx, ConfigLoader.read(null, environment, flags), clock.time(), 1, null)
                .await(10, TimeUnit.SECONDS);
    }

    private RawHttp.Answer get(String path) throws IOException {
        return RawHttp.send(gateway.port(), "GET", path, "X-Auth-Token: demo");
    }

    private String ready() throws IOException {
        return RawHttp.send(gateway.managementPort(), "GET", "/readyz").body();
    }

    @Test
    void aRequestRightAfterTheStartFindsIt(Vertx vertx) throws Exception {
        start(vertx);

        assertThat(get(PATH).status()).isEqualTo(200);
        assertThat(glance.calls("GET")).isEqualTo(1);
        assertThat(logins).isEqualTo(1);
        assertThat(ready()).contains("\"ready\": true").contains("\"degraded\": []");
    }

    /** The second response of each is a cache hit. */
    @Test
    void alternateLinksBeginWithThePublicEndpointAndFollowIt(Vertx vertx) throws Exception {
        start(vertx, "cache.fresh=1h");
        for (String form : new String[] {PATH, PATH, PATH + ".xml", PATH + ".xml"}) {
            assertThat(get(form).body())
                    .contains(PUBLIC + "/openstack/images/" + TestGateway.FAKEIMAGE7)
                    .doesNotContain(glance.url());
        }
        assertThat(get("/v2/openstack/images").body()).contains(PUBLIC).doesNotContain(glance.url());
        String tag = get(PATH).header("ETag");

        urls.put("public", "https://images.example.com");
        clock.pass(CatalogEndpoints.MIN_INTERVAL);
        cloud.revoke("service-1");
        RawHttp.send(gateway.port(), "GET", "/v2/other/images", "X-Auth-Token: other");

        assertThat(get(PATH).body()).contains("https://images.example.com/openstack/images/");
        assertThat(get(PATH).header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void withoutAPublicEndpointNoInternalAddressIsShown(Vertx vertx) throws Exception {
        urls.remove("public");
        start(vertx);

        assertThat(get(PATH).body()).contains("\"/openstack/images/").doesNotContain(glance.url());
    }

    @Test
    void aPrefixInTheSettingsWins(Vertx vertx) throws Exception {
        start(vertx, "links.glance-link-prefix=http://own.example.com");

        assertThat(get(PATH).body()).contains("http://own.example.com/openstack/images/");
    }

    @Test
    void whileTheCatalogHasNoneRequestsGet503UntilItDoes(Vertx vertx) throws Exception {
        urls.clear();
        urls.put("admin", glance.url());
        start(vertx, "glance.region-name=R1");

        assertThat(get(PATH).status()).isEqualTo(503);
        assertThat(ready())
                .contains("\"ready\": false")
                .contains("no endpoint for service type image in region R1, interfaces internal, public in Keystone's"
                        + " catalogue: found admin in R1");
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/metrics").body())
                .contains("outcome=\"no_endpoint\",service=\"glance\"");
        assertThat(logins).as("not at each failure").isEqualTo(1);

        urls.put("internal", glance.url());
        clock.pass(CatalogEndpoints.MIN_INTERVAL);
        assertThat(ready()).contains("\"ready\": true");
        assertThat(get(PATH).status()).isEqualTo(200);
    }

    @Test
    void aGatewayWithoutKeystoneAtItsStartServesWhenItIsBack(Vertx vertx) throws Exception {
        keystone.answerWith(request -> request.response().setStatusCode(503).end());
        start(vertx);
        assertThat(get(PATH).status()).isEqualTo(503);
        assertThat(ready()).contains("\"ready\": false");

        keystone.answerWith(this::answer);

        assertThat(get(PATH).status()).isEqualTo(200);
        assertThat(ready()).contains("\"ready\": true");
    }

    @Test
    void aGlanceThatHasMovedIsFoundAgain(Vertx vertx) throws Exception {
        start(
                vertx,
                "cache.fresh=0s",
                "cache.stale-while-revalidate=0s",
                "cache.stale-if-error=0s",
                "cache.stale-if-error-public=0s");
        assertThat(get(PATH).status()).isEqualTo(200);
        ScriptedService other = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        glance.stop();
        urls.put("internal", other.url());
        clock.pass(CatalogEndpoints.MIN_INTERVAL);

        // The first of these begins the login for the catalogue, and does not wait for it.
        RawHttp.Answer found = get(PATH);
        for (int i = 0; i < 100 && found.status() == 503; i++) {
            found = get(PATH);
        }

        assertThat(found.status()).isEqualTo(200);
        assertThat(other.calls("GET")).isPositive();
        assertThat(logins).isEqualTo(2);
    }

    @Test
    void anOverrideNeedsNoCatalog(Vertx vertx) throws Exception {
        urls.clear();
        start(vertx, "glance.endpoint-override=" + glance.url() + "/v2");

        assertThat(get(PATH).status()).isEqualTo(200);
        assertThat(keystone.asked()).contains("POST /v3/auth/tokens?nocatalog");
        assertThat(logins).isZero();
    }
}

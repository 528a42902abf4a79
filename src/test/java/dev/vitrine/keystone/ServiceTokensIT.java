package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.demo.DemoUser.Credential;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An expired token beside a service's, as keystonemiddleware takes it, and only then. */
@ExtendWith(VertxExtension.class)
class ServiceTokensIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String ON = "keystone-authtoken.service-token-roles=service,helper";
    private static final String LAX = "keystone-authtoken.service-token-roles-required=false";
    private static final String LONG = "cache.fresh=1h";
    private static final DemoUser DEMO = DemoUser.of("demo", "openstack", "member", "reader");

    private final ManualClocks clock = new ManualClocks();
    private TestGateway gateway;

    private void start(Vertx vertx, String... settings) throws Exception {
        gateway = TestGateway.start(vertx, clock.time(), settings);
        gateway.cloud.grant("expired", DEMO.expiringAt(Instant.now().minusSeconds(60)));
        gateway.cloud.grant("service", DemoUser.of("cinder", "service", "service"));
        gateway.cloud.grant("other-case", DemoUser.of("cinder", "service", "SERVICE"));
        gateway.cloud.grant("no-service", DemoUser.of("user", "openstack", "member"));
    }

    private RawHttp.Answer get(String token, String service) throws IOException {
        return gateway.get(token, PATH, "X-Service-Token: " + service);
    }

    private long askedForExpired() {
        return gateway.keystone.asked().stream()
                .filter(line -> line.contains("allow_expired=1"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".xml"})
    void anExpiredTokenIsTakenBesideAServicesOnly(String suffix, Vertx vertx) throws Exception {
        start(vertx, ON, LONG);
        String path = PATH + suffix;

        assertThat(gateway.get("expired", path).status()).isEqualTo(401);
        for (String method : new String[] {"GET", "HEAD", "GET"}) {
            assertThat(gateway.send(method, "expired", path, "X-Service-Token: service")
                            .status())
                    .as(method)
                    .isEqualTo(200);
        }
        assertThat(gateway.get("expired", path).status()).isEqualTo(401);
        assertThat(get("expired", "no-service").status()).isEqualTo(401);
    }

    /** The image is in the cache of the caller's access class by then. */
    @Test
    void noCacheHitIsServedToItWithoutTheServicesToken(Vertx vertx) throws Exception {
        start(vertx, ON, LONG);
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);

        for (int i = 0; i < 3; i++) {
            assertThat(get("expired", "service").status()).isEqualTo(200);
            assertThat(gateway.get("expired", PATH).status()).isEqualTo(401);
            assertThat(get("expired", "none").status()).isEqualTo(401);
        }
        assertThat(gateway.imageCalls()).as("of the cache").isEqualTo(1);
        assertThat(askedForExpired()).as("never cached").isEqualTo(3);
    }

    @Test
    void aTokenThatExpiresWhileItIsCachedIsTakenBesideAServicesOnly(Vertx vertx) throws Exception {
        start(vertx, ON, LONG);
        gateway.cloud.grant("soon", DEMO.expiringAt(clock.instant().plusSeconds(20)));
        assertThat(gateway.get("soon", PATH).status()).isEqualTo(200);
        assertThat(get("soon", "service").status()).isEqualTo(200);
        assertThat(askedForExpired()).isZero();

        clock.pass(Duration.ofSeconds(21));
        assertThat(gateway.get("soon", PATH).status()).isEqualTo(401);
        assertThat(get("soon", "service").status()).isEqualTo(200);
        assertThat(gateway.get("soon", PATH).status()).isEqualTo(401);
    }

    @Test
    void itStaysInvalidWhereKeystoneSaysSo(Vertx vertx) throws Exception {
        start(vertx, ON);
        gateway.cloud.grant("long-ago", DEMO.expiringAt(Instant.now().minus(Duration.ofDays(3))));

        assertThat(get("long-ago", "service").status()).isEqualTo(401);
        assertThat(get("unknown", "service").status()).isEqualTo(401);
        gateway.cloud.revoke("expired");
        assertThat(get("expired", "service").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "expired", "no-service", "other-case", "two tokens", "service,service"})
    void aBadTokenOfAServiceMakesTheRequestA401(String service, Vertx vertx) throws Exception {
        start(vertx, ON, LONG);
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);

        assertThat(get("demo", service).status()).isEqualTo(401);
        assertThat(get("expired", service).status()).isEqualTo(401);
        assertThat(askedForExpired()).isZero();
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
    }

    @Test
    void severalTokensOfServicesAreNone(Vertx vertx) throws Exception {
        start(vertx, ON);

        assertThat(gateway.get("demo", PATH, "X-Service-Token: service", "X-Service-Token: service")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"demo, no-service, 200", "expired, no-service, 401", "demo, unknown, 401", "expired, service, 200"})
    void whereNoRoleIsRequiredAnyValidTokenDoesBesideOneThatHasNotExpired(
            String token, String service, int status, Vertx vertx) throws Exception {
        start(vertx, ON, LAX);

        assertThat(get(token, service).status()).isEqualTo(status);
    }

    @Test
    void anyOfTheRolesDoes(Vertx vertx) throws Exception {
        start(vertx, ON);
        // The demo's Glance takes the role in any case, the gateway as it is written.
        gateway.cloud.grant("helper", DemoUser.of("helper", "service", "Service", "helper"));

        assertThat(get("expired", "helper").status()).isEqualTo(200);
    }

    @Test
    void withoutTheSettingTheHeaderIsIgnored(Vertx vertx) throws Exception {
        start(vertx);

        assertThat(get("expired", "service").status()).isEqualTo(401);
        assertThat(get("demo", "unknown").status()).isEqualTo(200);
        assertThat(askedForExpired()).isZero();
    }

    @Test
    void bothTokensGoToGlanceForReadsListsAndChanges(Vertx vertx) throws Exception {
        start(vertx, ON);
        String[] both = {"X-Service-Token: service", "Content-Type: application/json"};

        assertThat(gateway.get("expired", "/v2/openstack/images/detail", both).status())
                .isEqualTo(200);
        assertThat(gateway.send("DELETE", "expired", PATH + "/metadata/auto_disk_config", both)
                        .status())
                .isIn(204, 404);
        gateway.glance.answerWith(request -> {
            assertThat(request.getHeader("X-Auth-Token")).isEqualTo("demo");
            assertThat(request.headers().contains("X-Service-Token")).isFalse();
            gateway.glance.pass(request);
        });
        assertThat(gateway.get("demo", "/v2/openstack/images").status()).isEqualTo(200);
    }

    /** A service makes other requests for a user than the user did (keystonemiddleware, validate_allowed_request). */
    @Test
    void accessRulesDoNotBindBesideAServicesToken(Vertx vertx) throws Exception {
        start(vertx, ON, LAX, LONG);
        Credential rules = new Credential("c1", List.of(new Credential.Rule("/v2.1/servers", "GET", "compute")));
        gateway.cloud.grant("restricted", DEMO.with(rules));

        assertThat(gateway.get("restricted", PATH).status()).isEqualTo(401);
        assertThat(get("restricted", "no-service").status()).isEqualTo(401);
        assertThat(get("restricted", "service").status()).isEqualTo(200);
        assertThat(gateway.get("restricted", PATH).status()).isEqualTo(401);
    }

    @Test
    void whatItLoadsIsNotKept(Vertx vertx) throws Exception {
        start(vertx, ON, LONG);

        for (int i = 0; i < 2; i++) {
            assertThat(get("expired", "service").status()).isEqualTo(200);
        }
        int calls = gateway.imageCalls();
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);

        assertThat(calls).isEqualTo(2);
        assertThat(gateway.imageCalls()).isEqualTo(3);
    }

    @Test
    void aKeystoneThatIsDownIsA503(Vertx vertx) throws Exception {
        start(vertx, ON);
        gateway.keystone.answerWith(
                request -> request.response().setStatusCode(503).end());

        assertThat(get("expired", "service").status()).isEqualTo(503);
    }
}

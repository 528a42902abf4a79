package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Glance validates tokens, the gateway does not know when one expires: {@code identity: glance}. */
@ExtendWith(VertxExtension.class)
class UnknownExpiryIT {
    private static final String PRIVATE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String PUBLIC = "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE;
    private static final Handler<HttpServerRequest> DOWN =
            request -> request.response().setStatusCode(503).end();

    private final ManualClocks clock = new ManualClocks();

    private TestGateway gateway(Vertx vertx, String... settings) throws Exception {
        String[] all = new String[settings.length + 1];
        System.arraycopy(settings, 0, all, 1, settings.length);
        all[0] = "identity=glance";
        return TestGateway.start(vertx, clock.time(), DemoCloud.seeded(clock), unused -> {}, all);
    }

    private static int status(TestGateway gateway, String path) throws Exception {
        return gateway.get("demo", path).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PRIVATE,
                PUBLIC,
                "/v1.1/openstack/images/" + TestGateway.FAKEIMAGE7 + ".xml",
                "/v2.1/images/detail",
                "/v2/openstack/images"
            })
    void anExpiredTokenIsServedWhatIsCachedForFiveSeconds(String path, Vertx vertx) throws Exception {
        TestGateway gateway = gateway(vertx, "cache.fresh=1h");
        assertThat(status(gateway, path)).isEqualTo(200);
        gateway.cloud.revoke("demo");

        for (int i = 0; i < 4; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertThat(status(gateway, path)).isEqualTo(200);
        }
        clock.pass(Duration.ofSeconds(1));

        assertThat(status(gateway, path)).isEqualTo(401);
        assertThat(status(gateway, path)).isEqualTo(401);
    }

    @Test
    void aShorterTokenCacheTimeHoldsHereToo(Vertx vertx) throws Exception {
        TestGateway gateway = gateway(vertx, "keystone-authtoken.token-cache-time=2s");
        assertThat(status(gateway, PRIVATE)).isEqualTo(200);
        gateway.cloud.revoke("demo");

        clock.pass(Duration.ofSeconds(2));

        assertThat(status(gateway, PRIVATE)).isEqualTo(401);
    }

    @Test
    void aValidTokenHitsTheCache(Vertx vertx) throws Exception {
        TestGateway gateway = gateway(vertx);
        for (int i = 0; i < 10; i++) {
            assertThat(status(gateway, PRIVATE)).isEqualTo(200);
        }

        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @Test
    void inAnOutageOnlyPublicImagesAreServedAndOnlyToATokenThatGlanceHasSeen(Vertx vertx) throws Exception {
        TestGateway gateway = gateway(vertx, "cache.fresh=1s");
        assertThat(status(gateway, PRIVATE)).isEqualTo(200);
        assertThat(status(gateway, PUBLIC)).isEqualTo(200);
        gateway.glance.answerWith(DOWN);
        clock.pass(Duration.ofSeconds(2));

        assertThat(status(gateway, PRIVATE)).isEqualTo(503);
        assertThat(status(gateway, PUBLIC)).isEqualTo(200);
        assertThat(gateway.get("other", PUBLIC).status()).isEqualTo(503);

        clock.pass(Duration.ofSeconds(3));
        assertThat(status(gateway, PUBLIC)).isEqualTo(503);
    }
}

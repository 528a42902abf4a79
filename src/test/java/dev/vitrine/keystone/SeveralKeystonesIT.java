package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several Keystones that share their tokens. */
@ExtendWith(VertxExtension.class)
class SeveralKeystonesIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String NO_CACHE = "keystone-authtoken.token-cache-time=0s";

    @Test
    void areCalledInTurn(Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx);
        ScriptedService second = new ScriptedService(new DemoKeystone(other.cloud)).start(vertx);
        TestGateway gateway = TestGateway.start(
                vertx,
                NO_CACHE,
                "glance.api-servers=" + other.glance.url(),
                "keystone-authtoken.auth-url=" + other.keystone.url() + "/v3," + second.url());

        for (int i = 0; i < 10; i++) {
            assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        }

        assertThat(other.keystone.calls("GET")).isBetween(4, 8);
        assertThat(second.calls("GET")).isBetween(4, 8);
    }

    /** Whichever of the two the login meets first. */
    @ParameterizedTest
    @ValueSource(strings = {"%1$s,http://127.0.0.1:1", "http://127.0.0.1:1,%1$s"})
    void oneThatCannotBeReachedKeepsNoClientOut(String urls, Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx);
        TestGateway gateway = TestGateway.start(
                vertx,
                NO_CACHE,
                "glance.api-servers=" + other.glance.url(),
                "keystone-authtoken.auth-url=" + String.format(urls, other.keystone.url()));

        for (int i = 0; i < 12; i++) {
            assertThat(gateway.get("demo", PATH).status()).as("request %d", i).isEqualTo(200);
        }
    }

    @Test
    void oneThatCannotBeReachedIsEjected(Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx);
        TestGateway gateway = TestGateway.start(
                vertx,
                NO_CACHE,
                "glance.api-servers=" + other.glance.url(),
                "keystone-authtoken.auth-url=http://127.0.0.1:1," + other.keystone.url());
        String ejected = "vitrine_backend_endpoints_ejected{service=\"keystone\"} 1";
        for (int i = 0; i < 50 && !gateway.metrics().contains(ejected); i++) {
            gateway.get("demo", PATH);
        }

        assertThat(gateway.metrics()).contains(ejected);
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
    }

    /** HAProxy answers so where no Keystone is behind it. */
    @Test
    void aLoginThatIsAnswered503GoesToAnotherOne(Vertx vertx) throws Exception {
        TestGateway other = TestGateway.start(vertx);
        ScriptedService without = new ScriptedService(
                        request -> request.response().setStatusCode(503).end())
                .start(vertx);
        TestGateway gateway = TestGateway.start(
                vertx,
                "glance.api-servers=" + other.glance.url(),
                "keystone-authtoken.auth-url=" + without.url() + "," + other.keystone.url());

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        assertThat(without.calls("POST")).isEqualTo(1);
    }
}

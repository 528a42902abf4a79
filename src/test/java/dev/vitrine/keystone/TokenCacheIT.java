package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.demo.DemoUser.Credential;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long the validation of a token is cached, and what a valid token allows. */
@ExtendWith(VertxExtension.class)
class TokenCacheIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final DemoUser DEMO = DemoUser.of("demo", "openstack", "member", "reader");
    private final ManualClocks clock = new ManualClocks();
    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, clock.time());
    }

    private int validations() {
        return gateway.keystone.calls("GET");
    }

    /** Of hits: a cache miss has the class of its token confirmed, once in five seconds ({@code ChangedRoleIT}). */
    @Test
    void validTokenIsValidatedOnceInItsTtl(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, clock.time(), "cache.fresh=1h");
        gateway.get("demo", PATH);
        clock.pass(Duration.ofSeconds(53));
        gateway.get("demo", PATH);
        assertThat(validations()).isEqualTo(1);

        clock.pass(Duration.ofSeconds(8));
        gateway.get("demo", PATH);
        assertThat(validations()).isEqualTo(2);
    }

    @Test
    void revokedTokenWorksNoLongerThanItsTtl() throws Exception {
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        gateway.cloud.revoke("demo");
        clock.pass(Duration.ofSeconds(61));

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(401);
    }

    @Test
    void expiredTokenNeverWorksEvenWhileItsValidationIsCached() throws Exception {
        gateway.cloud.grant("short", DEMO.expiringAt(clock.instant().plusSeconds(30)));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(200);

        clock.setWall(Duration.ofSeconds(30));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(401);
    }

    @Test
    void aClockSetBackDoesNotReviveAToken() throws Exception {
        gateway.cloud.grant("short", DEMO.expiringAt(clock.instant().plusSeconds(30)));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(200);
        gateway.cloud.revoke("short");

        clock.pass(Duration.ofSeconds(31));
        clock.setWall(Duration.ofHours(-1));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(401);
    }

    @Test
    void aClockSetForwardEndsATokenAndSetBackAgainGivesItNoMoreThanItsTime() throws Exception {
        gateway.cloud.grant("short", DEMO.expiringAt(clock.instant().plusSeconds(1800)));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(200);
        gateway.cloud.revoke("short");

        clock.setWall(Duration.ofHours(1));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(401);
        clock.setWall(Duration.ofHours(-1));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(61));
        assertThat(gateway.get("short", PATH).status()).isEqualTo(401);
    }

    @Test
    void whileKeystoneFailsATokenWorksToTheEndOfItsTtlAndIsThenNotCalledInvalid() throws Exception {
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        gateway.keystone.answerWith(
                request -> request.response().setStatusCode(500).end());

        clock.pass(Duration.ofSeconds(53));
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        assertThat(gateway.get("other", PATH).status()).isEqualTo(503);
        clock.pass(Duration.ofSeconds(8));
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(503);
    }

    @Test
    void invalidTokenIsCachedForFiveSeconds() throws Exception {
        gateway.get("late", PATH);
        gateway.cloud.grant("late", DEMO);
        assertThat(gateway.get("late", PATH).status()).isEqualTo(401);
        assertThat(validations()).isEqualTo(1);

        clock.pass(Duration.ofSeconds(5));
        assertThat(gateway.get("late", PATH).status()).isEqualTo(200);
    }

    @Test
    void oneValidationServesAllRequestsWithTheToken(Vertx vertx) throws Exception {
        gateway.get("admin", "/v2/admin/images/1");
        gateway.keystone.hold();
        List<Future<Integer>> answers = Requests.send(vertx, gateway.port(), PATH, "demo", 100);
        gateway.keystone.arrived().await(5, TimeUnit.SECONDS);
        gateway.keystone.release();

        for (Future<Integer> answer : answers) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(200);
        }
        assertThat(validations()).isEqualTo(2);
    }

    /** Anybody may send tokens that Keystone does not know, as many as there are places. */
    @Test
    void unknownTokensKeepNoTokenOutThatWasValidBefore(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, clock.time(), "keystone-authtoken.max-waiting=30");
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(61));
        gateway.keystone.hold(request -> !request.getHeader("X-Subject-Token").equals("demo"));
        List<Future<Integer>> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            strangers.addAll(Requests.send(vertx, gateway.port(), PATH, "unknown" + i, 1));
        }
        // Of 20 calls they have 15, of 30 places all; the others are refused.
        gateway.keystone.held(15).await(5, TimeUnit.SECONDS);
        for (Future<Integer> refused : strangers.subList(15 + 30, 100)) {
            assertThat(refused.await(5, TimeUnit.SECONDS)).isEqualTo(503);
        }

        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);

        gateway.keystone.release();
        for (Future<Integer> admitted : strangers.subList(0, 15 + 30)) {
            assertThat(admitted.await(5, TimeUnit.SECONDS)).isEqualTo(401);
        }
    }

    /** A user may have application credentials with thousands of rules, and any number of tokens of each. */
    @Test
    void tokensWithManyRulesTakeNoMoreRoomThanThereIsForRules() throws Exception {
        List<Credential.Rule> rules = Stream.generate(() -> new Credential.Rule("/v2/*/images/*", "GET", "compute"))
                .limit(2_000)
                .toList();
        gateway.get("demo", PATH);
        for (int i = 0; i < 30; i++) {
            gateway.cloud.grant("rules" + i, DEMO.with(new Credential("c1", rules)));
            assertThat(gateway.get("rules" + i, PATH).status()).isEqualTo(200);
        }

        int before = validations();
        assertThat(gateway.get("demo", PATH).status()).isEqualTo(200);
        assertThat(validations()).isEqualTo(before);
        assertThat(gateway.metrics()).containsPattern("vitrine_tokens (9|10|11)\\.0");
    }

    @Test
    void aTokenWithoutAProjectIsForPathsWithoutOne() throws Exception {
        gateway.cloud.grant("unscoped", DEMO.in(new DemoUser.Scope.Unscoped()));

        assertThat(gateway.get("unscoped", PATH).body())
                .contains("URL's project_id 'openstack' doesn't match Context's project_id 'None'");
        assertThat(gateway.get("unscoped", "/v2.1/images/" + TestGateway.FAKEIMAGE7)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anApplicationCredentialIsHeldToItsRules() throws Exception {
        Credential.Rule ours = new Credential.Rule("/v2/openstack/images/*", "GET", "compute");
        Credential.Rule another = new Credential.Rule("/v2/**", "GET", "volume");
        gateway.cloud.grant("ours", DEMO.with(new Credential("c1", List.of(ours))));
        gateway.cloud.grant("another", DEMO.with(new Credential("c2", List.of(another))));

        assertThat(gateway.get("ours", PATH).status()).isEqualTo(200);
        assertThat(gateway.get("ours", PATH.replace("/v2/", "/v1.1/")).status()).isEqualTo(401);
        assertThat(gateway.send("HEAD", "ours", PATH).status()).isEqualTo(401);
        assertThat(gateway.get("another", PATH).status()).isEqualTo(401);
    }
}

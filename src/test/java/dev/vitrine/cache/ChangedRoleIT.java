package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The role of a token changes while its validation is cached: nothing that it loads reaches those who lack the role. */
@ExtendWith(VertxExtension.class)
class ChangedRoleIT {
    private static final String IMAGES = "/v2/other/images";
    private static final String OPEN = IMAGES + "/" + TestGateway.PUBLIC_IMAGE;

    /** A private image of the project openstack. */
    private static final String FOREIGN = IMAGES + "/" + TestGateway.FAKEIMAGE7;

    private static final String UNKNOWN = IMAGES + "/00000000-dead-4bad-8bad-00000000000";
    private static final DemoUser MEMBER = DemoUser.of("other", "other", "member", "reader");
    private static final DemoUser ADMIN = DemoUser.of("other", "other", "admin");

    private final ManualClocks clock = new ManualClocks();

    /** The tokens "changing" and "other" are of one access class. */
    private TestGateway start(Vertx vertx, String... more) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time(), more);
        gateway.cloud.grant("changing", MEMBER);
        assertThat(gateway.get("changing", OPEN).status()).isEqualTo(200);
        assertThat(gateway.get("other", OPEN).status()).isEqualTo(200);
        return gateway;
    }

    @ParameterizedTest
    @CsvSource({
        "0, private, '', application/json",
        "0, private, /metadata, application/xml",
        "30, private, '', application/xml",
        "30, private, /metadata, application/json",
        "30, shared, '', application/json"
    })
    void memberThatBecameAnAdminLoadsNothingForMembers(
            int seconds, String visibility, String suffix, String accept, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("visibility", visibility));
        clock.pass(Duration.ofSeconds(seconds));
        gateway.cloud.grant("changing", ADMIN);

        assertThat(gateway.get("changing", FOREIGN + suffix, "Accept: " + accept)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.get("other", FOREIGN + suffix, "Accept: " + accept).status())
                .isEqualTo(404);
        assertThat(gateway.get("other", FOREIGN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/detail", "/detail?limit=1000", "?name=fakeimage7"})
    void memberThatBecameAnAdminListsNothingForMembers(String query, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        gateway.cloud.grant("changing", ADMIN);

        assertThat(gateway.get("changing", IMAGES + query).body()).contains(TestGateway.FAKEIMAGE7);
        assertThat(gateway.get("other", IMAGES + query).body()).doesNotContain(TestGateway.FAKEIMAGE7);
        int calls = gateway.imageCalls();
        assertThat(gateway.get("changing", IMAGES + query).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).as("kept for each").isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"/70a599e0-31e7-49b7-b260-868f441e862b, 404", "/detail, 200", "'', 200"})
    void whoWaitsForAnAdminsLoadIsNotShownIt(String path, int status, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.cloud.grant("changing", ADMIN);
        gateway.glance.hold();
        List<Future<Integer>> led = Requests.send(vertx, gateway.port(), IMAGES + path, "changing", 1);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        List<Future<RawHttp.Answer>> joined = Stream.generate(
                        () -> vertx.executeBlocking(() -> gateway.get("other", IMAGES + path), false))
                .limit(5)
                .toList();
        // Another response gives the others time to be taken in; were they not, each would make a load of its own.
        gateway.get("other", OPEN);
        gateway.glance.release();

        assertThat(led.get(0).await(10, TimeUnit.SECONDS)).isEqualTo(200);
        for (Future<RawHttp.Answer> answer : joined) {
            assertThat(answer.await(10, TimeUnit.SECONDS).status()).isEqualTo(status);
            assertThat(answer.result().body()).doesNotContain(TestGateway.FAKEIMAGE7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/70a599e0-31e7-49b7-b260-868f441e862b", "/detail"})
    void roleThatTheTokenHadBetweenTwoValidationsLoadsNothingForMembers(String path, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("visibility", "shared"));
        clock.pass(Duration.ofSeconds(30));
        gateway.cloud.grant("changing", ADMIN);
        gateway.keystone.hold(request -> "changing".equals(request.getHeader("X-Subject-Token")));
        assertThat(gateway.get("changing", IMAGES + path).body()).contains(TestGateway.FAKEIMAGE7);
        gateway.keystone.arrived().await(5, TimeUnit.SECONDS);
        gateway.cloud.grant("changing", MEMBER);
        gateway.keystone.release();
        await(() -> isCached(gateway, "changing", IMAGES + path));

        assertThat(gateway.get("other", IMAGES + path).body()).doesNotContain(TestGateway.FAKEIMAGE7);
    }

    @Test
    void sharedImageIsKeptForTheClassOfAMember(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("visibility", "shared"));
        gateway.cloud.share(TestGateway.FAKEIMAGE7, "other", "accepted");
        assertThat(gateway.get("changing", FOREIGN).status()).isEqualTo(200);

        assertThat(isCached(gateway, FOREIGN)).isTrue();
    }

    @Test
    void adminThatBecameAMemberHidesNothingFromAdmins(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.cloud.grant("changing", ADMIN);
        gateway.cloud.grant("admin-of-other", ADMIN);
        clock.pass(Duration.ofSeconds(61));
        assertThat(gateway.get("changing", OPEN).status()).isEqualTo(200);
        gateway.cloud.grant("changing", MEMBER);
        clock.pass(Duration.ofSeconds(6));

        assertThat(gateway.get("changing", FOREIGN).status()).isEqualTo(404);
        assertThat(gateway.get("admin-of-other", FOREIGN).status()).isEqualTo(200);
    }

    @Test
    void tokenThatGlanceStillTakesForAnAdminsLoadsNothingForMembers(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        // Glance caches the roles of a token for five minutes.
        gateway.glance.answerWith(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().toString()));

        assertThat(gateway.get("changing", FOREIGN).status()).isEqualTo(200);
        gateway.glance.answerWith(null);

        assertThat(gateway.get("other", FOREIGN).status()).isEqualTo(404);
    }

    @Test
    void oneMoreValidationInFiveSecondsConfirmsTheClass(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        int validations = gateway.keystone.calls("GET");
        clock.pass(Duration.ofSeconds(10));
        for (int i = 0; i < 10; i++) {
            gateway.get("other", UNKNOWN + i);
        }
        await(() -> isCached(gateway, FOREIGN));

        assertThat(gateway.keystone.calls("GET")).isEqualTo(validations + 1);
        clock.pass(Duration.ofSeconds(5).plusMillis(1));
        gateway.get("other", UNKNOWN + "a");
        await(() -> gateway.keystone.calls("GET") == validations + 2);
    }

    @Test
    void answerDoesNotWaitForTheValidation(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        clock.pass(Duration.ofSeconds(10));
        gateway.keystone.hold(request -> "other".equals(request.getHeader("X-Subject-Token")));

        assertThat(gateway.get("other", FOREIGN).status()).isEqualTo(404);
        gateway.keystone.arrived().await(5, TimeUnit.SECONDS);
        assertThat(isCached(gateway, FOREIGN)).isFalse();
        gateway.keystone.release();

        await(() -> isCached(gateway, FOREIGN));
    }

    @Test
    void whileKeystoneIsDownNothingNewIsKeptOnAnOldValidation(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        clock.pass(Duration.ofSeconds(10));
        gateway.keystone.answerWith(
                request -> request.response().setStatusCode(500).end());

        for (int i = 0; i < 3; i++) {
            assertThat(isCached(gateway, FOREIGN)).isFalse();
            assertThat(isCached(gateway, IMAGES + "/detail")).isFalse();
        }
        assertThat(isCached(gateway, OPEN)).as("kept before").isTrue();
        gateway.keystone.answerWith(null);
        clock.pass(Duration.ofSeconds(6));
        await(() -> isCached(gateway, FOREIGN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void whereNoTokenIsValidatedImagesAndListsAreKept(String identity, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time(), "identity=" + identity, "cache.fresh=1h");
        clock.pass(Duration.ofSeconds(10));
        if (identity.equals("none")) {
            gateway.glance.answerWith(DemoGlance.withoutAuthentication(gateway.cloud));
        }
        String ours = "/v2/openstack/images";
        for (String path : List.of(ours + "/" + TestGateway.FAKEIMAGE7, ours + "/detail")) {
            assertThat(gateway.get("demo", path).status()).isEqualTo(200);
            int calls = gateway.imageCalls();
            assertThat(gateway.get("demo", path).status()).isEqualTo(200);
            assertThat(gateway.imageCalls()).isEqualTo(calls);
        }
    }

    /** Asks for it, and returns whether Glance was not asked. */
    private static boolean isCached(TestGateway gateway, String path) throws Exception {
        return isCached(gateway, "other", path);
    }

    private static boolean isCached(TestGateway gateway, String token, String path) throws Exception {
        int calls = gateway.imageCalls();
        gateway.get(token, path);
        return gateway.imageCalls() == calls;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}

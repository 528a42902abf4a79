package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.demo.DemoUser.Credential;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Glance calls a token bad that was good. It says so, too, of every token while it gets no answer from Keystone: so Keystone
 * is asked what it says now.
 */
@ExtendWith(VertxExtension.class)
class UnauthorizedRetryIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final String ANOTHER = IMAGES + "/" + TestGateway.PUBLIC_IMAGE;
    private static final Handler<HttpServerRequest> INTERNAL_ERROR =
            request -> request.response().setStatusCode(500).end();

    private final ManualClocks clock = new ManualClocks();

    private static void refuse(HttpServerRequest request) {
        request.response()
                .setStatusCode(401)
                .putHeader("X-OpenStack-Request-ID", "req-1")
                .end();
    }

    private static boolean isChange(HttpServerRequest request) {
        return !request.method().equals(HttpMethod.GET);
    }

    /** Has Glance refuse the first of the requests like this, and answer all others. */
    private static void refuseOnce(TestGateway gateway, Predicate<HttpServerRequest> which) {
        AtomicInteger refused = new AtomicInteger();
        gateway.glance.answerWith(request -> {
            if (which.test(request) && refused.getAndIncrement() == 0) {
                refuse(request);
            } else {
                gateway.glance.pass(request);
            }
        });
    }

    /** Has the demo's token known, and nothing else. */
    private static void introduce(TestGateway gateway) throws IOException {
        assertThat(gateway.get("demo", IMAGES + "/none").status()).isEqualTo(404);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            if (condition.holds()) {
                return;
            }
        }
        throw new AssertionError("it did not come to that");
    }

    private static RawHttp.Answer ask(TestGateway gateway, String operation, String format) throws IOException {
        String accept = "Accept: application/" + format;
        return switch (operation) {
            case "show" -> gateway.get("demo", IMAGE, accept);
            case "list" -> gateway.get("demo", IMAGES, accept);
            case "detail" -> gateway.get("demo", IMAGES + "/detail", accept);
            case "delete" -> gateway.send("DELETE", "demo", IMAGE, accept);
            case "remove" -> gateway.send("DELETE", "demo", IMAGE + "/metadata/architecture", accept);
            default -> {
                String body = format.equals("xml")
                        ? "<metadata xmlns=\"http://docs.openstack.org/compute/api/v1.1\"><meta key=\"a\">b</meta></metadata>"
                        : "{\"metadata\":{\"a\":\"b\"}}";
                yield gateway.write("demo", "POST", IMAGE + "/metadata", "application/" + format, body);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "list", "detail", "delete", "remove", "change"})
    void isNeverA401WhileKeystoneCannotValidate(String operation, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        introduce(gateway);
        gateway.keystone.answerWith(INTERNAL_ERROR);
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        for (String format : new String[] {"json", "xml"}) {
            RawHttp.Answer answer = ask(gateway, operation, format);

            assertThat(answer.status()).as(format).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
            assertThat(answer.header("Content-Type")).startsWith("application/" + format);
        }
        assertThat(gateway.cloud.image(TestGateway.FAKEIMAGE7)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "list", "detail", "delete", "remove", "change"})
    void isA401IfKeystoneKnowsItNoLonger(String operation, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        assertThat(gateway.get("demo", ANOTHER).status()).isEqualTo(200);
        gateway.cloud.revoke("demo");

        RawHttp.Answer answer = ask(gateway, operation, "json");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Keystone uri=");
        assertThat(gateway.get("demo", ANOTHER).status())
                .as("of what is cached")
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "list", "detail", "delete", "remove", "change"})
    void isNotTakenForBadIfKeystoneCallsItGoodAndGlanceDoesNotInsist(String operation, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String answered = ask(TestGateway.start(vertx), operation, "json").body();
        refuseOnce(gateway, request -> true);

        RawHttp.Answer answer = ask(gateway, operation, "json");

        assertThat(answer.status()).isBetween(200, 204);
        assertThat(answer.body()).isEqualTo(answered);
    }

    @Test
    void aChangeThatWasRefusedIsSentOnceMoreAndMadeOnce(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        refuseOnce(gateway, UnauthorizedRetryIT::isChange);

        assertThat(ask(gateway, "change", "json").status()).isEqualTo(200);
        assertThat(gateway.glance.calls("PATCH")).isEqualTo(2);
        assertThat(gateway.keystone.calls("GET")).as("validations asked for").isGreaterThan(1);
    }

    /** Nothing was changed, and so the image stays valid: what is read after it is cached. */
    @ParameterizedTest
    @ValueSource(strings = {"change", "delete"})
    void aChangeRefusedWhileKeystoneCannotValidateWasSurelyNotMade(String operation, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        introduce(gateway);
        gateway.keystone.answerWith(INTERNAL_ERROR);
        gateway.glance.answerWith(request -> {
            if (isChange(request)) {
                refuse(request);
            } else {
                gateway.glance.pass(request);
            }
        });

        assertThat(ask(gateway, operation, "json").status()).isEqualTo(503);

        int calls = gateway.imageCalls();
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(calls + 1);
    }

    /** The outcome of the second one is unknown: the image is not cached for a minute. */
    @Test
    void aChangeWhoseSecondSendingGetsNoAnswerMayHaveBeenMade(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        AtomicInteger changes = new AtomicInteger();
        gateway.glance.answerWith(request -> {
            if (!isChange(request)) {
                gateway.glance.pass(request);
            } else if (changes.getAndIncrement() == 0) {
                refuse(request);
            } else {
                request.connection().close();
            }
        });

        assertThat(ask(gateway, "change", "json").status()).isEqualTo(503);

        int calls = gateway.imageCalls();
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(calls + 2);
        assertThat(changes).hasValue(2);
    }

    @Test
    void isA401IfGlanceInsists(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(401);
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }

    /** Such a token may be good, and Glance be none of the services that it is good for. */
    @Test
    void isA401AtOnceIfItIsGoodForSomeRequestsOnly(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        Credential.Rule rule = new Credential.Rule("/v2/openstack/images/*", "GET", "compute");
        gateway.cloud.grant(
                "ruled",
                DemoUser.of("demo", "openstack", "member", "reader").with(new Credential("c1", List.of(rule))));
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        assertThat(gateway.get("ruled", IMAGE).status()).isEqualTo(401);
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    /** What Glance shows a bearer who has other roles by now is not for those who have what he had. */
    @Test
    void isA503OnceIfItsBearerIsOfAnotherClassByNow(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        introduce(gateway);
        gateway.cloud.grant("demo", DemoUser.of("demo", "openstack", "admin", "member", "reader"));
        refuseOnce(gateway, request -> true);

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);
        assertThat(gateway.imageCalls()).isEqualTo(1);
        assertThat(gateway.get("demo", ANOTHER).status()).isEqualTo(200);
    }

    @Test
    void isA503IfKeystoneHangs(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "keystone-authtoken.first-byte-timeout=150ms", "keystone-authtoken.timeout=400ms");
        introduce(gateway);
        gateway.keystone.hold();
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);
        assertThat(gateway.send("DELETE", "demo", IMAGE).status()).isEqualTo(503);
    }

    @Test
    void onALaterPageLosesNothingAndShowsNothingTwice(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.page-size=2");
        String whole = ask(TestGateway.start(vertx), "detail", "json").body();
        refuseOnce(gateway, request -> request.getParam("marker") != null);

        RawHttp.Answer answer = ask(gateway, "detail", "json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(whole);
        assertThat(gateway.glance.calls("GET")).isGreaterThan(2);
    }

    @Test
    void whatIsCachedIsServedWhileKeystoneCannotValidate(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time(), "keystone-authtoken.token-cache-time=300s");
        String before = gateway.get("demo", IMAGE).body();
        gateway.keystone.answerWith(INTERNAL_ERROR);
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);
        clock.pass(Duration.ofSeconds(60));

        RawHttp.Answer answer = gateway.get("demo", IMAGE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(before);
    }

    @Test
    void keystoneIsAskedOnceHoweverManyAreRefused(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        introduce(gateway);
        int validations = gateway.keystone.calls("GET");
        gateway.keystone.hold();
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = String.format("%08x-0000-4000-8000-000000000000", i);
            answers.addAll(Requests.send(vertx, gateway.port(), IMAGES + "/" + id, "demo", 1));
        }
        gateway.keystone.arrived().await(5, TimeUnit.SECONDS);
        // A request whose refusal was counted waits for the validation at the end of the same turn of the event loop.
        await(() -> gateway.metrics().contains("vitrine_backend_calls_total{outcome=\"4xx\",service=\"glance\"} 20.0"));
        gateway.cloud.revoke("demo");
        gateway.keystone.release();

        for (Future<Integer> answer : answers) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(401);
        }
        assertThat(gateway.keystone.calls("GET")).isEqualTo(validations + 1);
    }

    @Test
    void aRefreshThatFindsATokenRevokedEndsItsUse(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        gateway.cloud.grant("twin", DemoUser.of("demo", "openstack", "member", "reader"));
        String before = gateway.get("demo", IMAGE).body();
        assertThat(gateway.get("twin", IMAGE).status()).isEqualTo(200);
        gateway.cloud.revoke("demo");
        gateway.keystone.hold();
        clock.pass(Duration.ofSeconds(6));

        assertThat(gateway.get("demo", IMAGE).body()).as("stale").isEqualTo(before);
        gateway.keystone.arrived().await(5, TimeUnit.SECONDS);
        gateway.keystone.release();

        await(() -> gateway.get("demo", IMAGE).status() == 401);
        gateway.glance.answerWith(INTERNAL_ERROR);
        assertThat(gateway.get("twin", IMAGE).status()).as("kept for others").isEqualTo(200);
    }

    @Test
    void whereGlanceJudgesItsWordCounts(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "identity=glance");
        gateway.glance.answerWith(UnauthorizedRetryIT::refuse);

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(401);
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }
}

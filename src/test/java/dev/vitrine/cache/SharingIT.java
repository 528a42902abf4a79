package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoImages;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cached, for which access class, and how often Glance is asked. */
@ExtendWith(VertxExtension.class)
class SharingIT {
    private static final String OPENSTACK = "/v2/openstack/images/";
    private static final String OTHER = "/v2/other/images/";

    @Test
    void aThousandRequestsForOneColdImageMakeOneCall(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", OPENSTACK + "1");
        gateway.glance.hold();

        List<Future<Integer>> answers =
                Requests.send(vertx, gateway.port(), OPENSTACK + TestGateway.FAKEIMAGE7, "demo", 1000);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        gateway.glance.release();

        for (Future<Integer> answer : answers) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(200);
        }
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @Test
    void anImageTooLargeToRenderOnTheEventLoopIsShownWhole(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        ObjectNode large = gateway.cloud.image(TestGateway.FAKEIMAGE7).record();
        for (int i = 0; i < 20; i++) {
            large.put("property" + i, "x".repeat(60_000));
        }
        gateway.cloud.put(large);

        RawHttp.Answer answer = gateway.get("demo", OPENSTACK + TestGateway.FAKEIMAGE7);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSizeGreaterThan(1_200_000).endsWith("}}");
    }

    @Test
    void bothFormatsAndAllMountsComeFromOneCall(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (String mount : List.of("/v1.1/openstack", "/v2/openstack", "/v2.1/openstack", "/v2.1")) {
            assertThat(gateway.get("demo", mount + "/images/" + TestGateway.FAKEIMAGE7)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(gateway.get("demo", OPENSTACK + TestGateway.FAKEIMAGE7 + ".xml")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"404, 200", "200, 404"})
    void privateImageIsItsOwnersWhicheverCallerAsksFirst(int first, int second, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String id = TestGateway.FAKEIMAGE7;

        for (int round = 0; round < 2; round++) {
            for (int status : new int[] {first, second}) {
                RawHttp.Answer answer =
                        status == 200 ? gateway.get("demo", OPENSTACK + id) : gateway.get("other", OTHER + id);
                assertThat(answer.status()).isEqualTo(status);
            }
        }
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }

    @ParameterizedTest(name = "share-public={0}, authz-class={1}, roles {2}: {3} calls")
    @CsvSource({
        "true, project, member reader, 1",
        "true, project, reader MEMBER, 1",
        "true, project, member, 2",
        "true, project, member reader admin, 2",
        "false, project, member reader, 2",
        "true, user, member reader, 2",
        "true, token, member reader, 2"
    })
    void aPublicImageIsSharedByProjectsWithTheSameRoles(
            boolean share, String authzClass, String roles, int calls, Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, "cache.share-public=" + share, "cache.authz-class=" + authzClass);
        gateway.cloud.grant("third", DemoUser.of("third", "other", roles.split(" ", -1)));

        gateway.get("demo", OPENSTACK + TestGateway.PUBLIC_IMAGE);
        assertThat(gateway.get("third", OTHER + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(200);

        assertThat(gateway.imageCalls()).isEqualTo(calls);
    }

    @Test
    void imageNoLongerPublicIsInvalidatedForAllClassesThatSharedIt(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway =
                TestGateway.start(vertx, clock.time(), "cache.fresh=1m", "cache.stale-while-revalidate=0s");
        gateway.get("demo", OPENSTACK + TestGateway.PUBLIC_IMAGE);
        clock.pass(Duration.ofSeconds(50));
        gateway.cloud.grant("reader", DemoUser.of("reader", "other", "reader"));
        gateway.get("reader", OTHER + TestGateway.PUBLIC_IMAGE);

        ObjectNode closed = gateway.cloud.image(TestGateway.PUBLIC_IMAGE).record();
        gateway.cloud.put(closed.put("visibility", "private").put("owner", "third"));
        clock.pass(Duration.ofSeconds(11));

        assertThat(gateway.get("demo", OPENSTACK + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(404);
        assertThat(gateway.get("other", OTHER + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(404);
    }

    @Test
    void anImageIsAskedForAgainWhenItIsNoLongerFresh(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        String path = OPENSTACK + TestGateway.FAKEIMAGE7;
        gateway.get("demo", path);
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("name", "renamed"));

        clock.pass(Duration.ofMillis(4400));
        assertThat(gateway.get("demo", path).body()).contains("fakeimage7");
        clock.pass(Duration.ofMillis(5600));
        assertThat(gateway.get("demo", path).body()).contains("renamed");
    }

    @Test
    void negativeResultExpiresAfterFiveSecondsAndThenTheImageAppears(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        String id = "77770000-0000-4000-8000-000000000000";
        gateway.get("demo", OPENSTACK + id);
        gateway.cloud.put(DemoImages.completed(DemoImages.active(id, "openstack", "private")));

        assertThat(gateway.get("demo", OPENSTACK + id).status()).isEqualTo(404);
        assertThat(gateway.imageCalls()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(5));
        assertThat(gateway.get("demo", OPENSTACK + id).status()).isEqualTo(200);
    }

    @Test
    void idInUpperCaseIsPassedOnAndNotCached(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String upper = "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA";

        gateway.get("demo", OPENSTACK + upper);
        gateway.get("demo", OPENSTACK + upper);

        assertThat(gateway.glance.asked()).containsExactly("GET /v2/images/" + upper, "GET /v2/images/" + upper);
    }

    @Test
    void tokenRefusedByGlanceAffectsNoOtherToken(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.cloud.grant("twin", DemoUser.of("demo", "openstack", "member", "reader"));
        gateway.get("twin", OPENSTACK + "1");
        gateway.get("demo", OPENSTACK + "1");
        gateway.glance.hold();
        List<Future<Integer>> refused =
                Requests.send(vertx, gateway.port(), OPENSTACK + TestGateway.FAKEIMAGE7, "demo", 1);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        List<Future<Integer>> joined =
                Requests.send(vertx, gateway.port(), OPENSTACK + TestGateway.FAKEIMAGE7, "twin", 1);
        gateway.cloud.revoke("demo");
        gateway.glance.release();

        assertThat(refused.get(0).await(10, TimeUnit.SECONDS)).isEqualTo(401);
        assertThat(joined.get(0).await(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void whereGlanceJudgesNothingIsSharedBetweenTokens(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "identity=glance");
        gateway.cloud.grant("twin", DemoUser.of("demo", "openstack", "member", "reader"));

        assertThat(gateway.get("demo", OPENSTACK + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(200);
        assertThat(gateway.get("demo", OPENSTACK + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(200);
        assertThat(gateway.get("twin", OPENSTACK + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(200);
        assertThat(gateway.get("nobody", OPENSTACK + TestGateway.PUBLIC_IMAGE).status())
                .isEqualTo(401);
        assertThat(RawHttp.send(gateway.port(), "GET", OPENSTACK + TestGateway.PUBLIC_IMAGE)
                        .status())
                .isEqualTo(401);
        assertThat(gateway.imageCalls()).isEqualTo(3);
        assertThat(gateway.keystone.asked()).isEmpty();
    }

    @Test
    void withoutAuthenticationNoTokenIsRequiredAndNonePassedOn(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "identity=none");
        String[] sent = {"?"};
        gateway.glance.answerWith(request -> {
            sent[0] = request.getHeader("X-Auth-Token");
            DemoGlance.withoutAuthentication(gateway.cloud).handle(request);
        });

        assertThat(RawHttp.send(gateway.port(), "GET", OPENSTACK + TestGateway.FAKEIMAGE7)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.get("anything", OTHER + "1").status()).isEqualTo(404);
        assertThat(sent[0]).isNull();
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where answers say they came from, while Glance is well and while it is not. */
@ExtendWith(VertxExtension.class)
class CacheStatusIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private final ManualClocks clock = new ManualClocks();

    @Timeout(60)
    @ParameterizedTest
    @ValueSource(
            strings = {
                IMAGE,
                IMAGE + ".xml",
                IMAGE + "/metadata",
                "/v2/openstack/images",
                "/v2/openstack/images.xml",
                "/v2.1/images/detail?limit=2",
                "/v1.1/openstack/images/detail.xml"
            })
    void anImageOrAListGoesFromMissToHitToStaleToRefreshed(String path, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);

        assertThat(status(gateway, "demo", path)).isEqualTo("vitrine; fwd=miss");
        assertThat(status(gateway, "demo", path)).isEqualTo("vitrine; hit");
        clock.pass(Duration.ofSeconds(5));
        assertThat(status(gateway, "demo", path)).isEqualTo("vitrine; hit; detail=stale");
        // Until the refresh has ended; one that is still in progress would be joined.
        while (!status(gateway, "demo", path).equals("vitrine; hit")) {
            Thread.onSpinWait();
        }
        clock.pass(Duration.ofSeconds(10));
        assertThat(status(gateway, "demo", path)).isEqualTo("vitrine; fwd=stale");
    }

    @ParameterizedTest
    @ValueSource(strings = {IMAGE, IMAGE + ".xml", "/v2/openstack/images", "/v2/openstack/images/detail.xml"})
    void anImageOrAListIsServedForFiveMinutesWhileGlanceFails(String path, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.get("demo", path);
        gateway.glance.answerWith(
                request -> request.response().setStatusCode(500).end());
        clock.pass(Duration.ofSeconds(299));

        assertThat(gateway.get("demo", path).status()).isEqualTo(200);
        assertThat(status(gateway, "demo", path)).isEqualTo("vitrine; hit; detail=stale");
        clock.pass(Duration.ofSeconds(1));
        assertThat(gateway.get("demo", path).status()).isEqualTo(503);
    }

    @Test
    void whatWasDeletedThroughTheGatewayIsNotServedWhileGlanceFails(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        gateway.get("demo", IMAGE);
        gateway.get("demo", "/v2/openstack/images");
        assertThat(gateway.send("DELETE", "demo", IMAGE).status()).isEqualTo(204);
        gateway.glance.answerWith(
                request -> request.response().setStatusCode(500).end());

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);
        assertThat(gateway.get("demo", "/v2/openstack/images").status()).isEqualTo(503);
    }

    @Test
    void negativeResultIsCachedAndSaysSo(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);
        String absent = "/v2/openstack/images/77770000-0000-4000-8000-000000000000";

        assertThat(status(gateway, "demo", absent)).isEqualTo("vitrine; fwd=miss");
        assertThat(status(gateway, "demo", absent)).isEqualTo("vitrine; hit; detail=negative");
    }

    @Test
    void requestThatTheCacheDoesNotServeBypassesIt(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);

        assertThat(status(
                        gateway,
                        "demo",
                        IMAGE.toUpperCase(Locale.ROOT).replace("/V2/OPENSTACK/IMAGES", "/v2/openstack/images")))
                .isEqualTo("vitrine; fwd=bypass");
    }

    @Test
    void nothingIsSaidUnlessItIsAskedFor(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(gateway.get("demo", IMAGE).head()).doesNotContainIgnoringCase("cache-status");
    }

    private TestGateway start(Vertx vertx) throws Exception {
        return TestGateway.start(vertx, clock.time(), "cache.status-header=true");
    }

    private static String status(TestGateway gateway, String token, String path) throws Exception {
        return gateway.get(token, path)
                .head()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "cache-status: ", 0, 14))
                .map(line -> line.substring(14))
                .findFirst()
                .orElse("none");
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two projects load one public image at the same time, while it is changed past the gateway. */
@ExtendWith(VertxExtension.class)
class OverlappingLoadsIT {
    private static final String OURS = "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE;
    private static final String THEIRS = "/v2/other/images/" + TestGateway.PUBLIC_IMAGE;

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/xml"})
    void clientThatHasSeenTheNewStateIsNotShownTheOldOneAgain(String accept, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.get("demo", "/v2/openstack/images/1");
        gateway.get("other", "/v2/other/images/1");
        gateway.glance.answerWith(request -> answer(gateway, request));
        gateway.glance.hold();
        Future<RawHttp.Answer> first = later(vertx, gateway, "demo", OURS, accept);
        gateway.glance.held(1).await(5, TimeUnit.SECONDS);
        Future<RawHttp.Answer> second = later(vertx, gateway, "other", THEIRS, accept);
        gateway.glance.held(2).await(5, TimeUnit.SECONDS);

        gateway.glance.held().get(0).release();
        assertThat(first.await(5, TimeUnit.SECONDS).body()).contains("renamed");
        assertThat(gateway.get("demo", OURS, "Accept: " + accept).body()).contains("renamed");
        gateway.glance.release();
        assertThat(second.await(5, TimeUnit.SECONDS).body()).doesNotContain("renamed");
        gateway.glance.answerWith(request -> renamed(gateway, request));

        assertThat(gateway.get("demo", OURS, "Accept: " + accept).body()).contains("renamed");
        assertThat(gateway.get("other", THEIRS, "Accept: " + accept).body()).contains("renamed");
    }

    /** The load that began second is answered with the state that was read first. */
    private static void answer(TestGateway gateway, HttpServerRequest request) {
        if (request.getHeader("X-Auth-Token").equals("demo")) {
            renamed(gateway, request);
        } else {
            gateway.glance.pass(request);
        }
    }

    private static void renamed(TestGateway gateway, HttpServerRequest request) {
        ObjectNode record =
                gateway.cloud.image(TestGateway.PUBLIC_IMAGE).record().deepCopy();
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(record.put("name", "renamed").toString());
    }

    private static Future<RawHttp.Answer> later(
            Vertx vertx, TestGateway gateway, String token, String path, String accept) {
        return vertx.executeBlocking(() -> gateway.get(token, path, "Accept: " + accept), false);
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client sees its own change at once, however the change ended, and changes do not overtake each other. */
@ExtendWith(VertxExtension.class)
class OwnWriteIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final String LIST = IMAGES + "/detail?name=fakeimage7";
    private static final String BODY = "{\"metadata\":{\"colour\":\"blue\"}}";

    /** What becomes of the answer to a change. */
    enum End {
        ERROR,
        RESET,
        NEVER,
        NONSENSE
    }

    @Test
    void aChangeIsSeenByTheNextReadAndTheNextList(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        warm(gateway);

        gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", BODY);

        assertThat(gateway.get("demo", IMAGE).body()).contains("blue");
        assertThat(gateway.get("demo", IMAGE + "/metadata/colour").body())
                .isEqualTo("{\"meta\":{\"colour\":\"blue\"}}");
        assertThat(gateway.get("demo", LIST).body()).contains("blue");
    }

    @ParameterizedTest
    @EnumSource
    void aChangeWithoutAGoodAnswerIsLookedForInGlance(End end, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h", "glance.write-timeout=300ms");
        warm(gateway);
        gateway.glance.answerWith(afterChanging(gateway, end));

        RawHttp.Answer answer = gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", BODY);

        assertThat(answer.status()).isEqualTo(end == End.NONSENSE || end == End.ERROR ? 502 : 503);
        assertThat(gateway.get("demo", IMAGE).body()).contains("blue");
        assertThat(gateway.get("demo", LIST).body()).contains("blue");
        assertThat(gateway.glance.calls("PATCH")).isEqualTo(1);
    }

    @Test
    void anUnsureChangeKeepsTheImageFromBeingRemembered(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.glance.answerWith(
                request -> instead(gateway, request, () -> request.connection().close()));
        gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", BODY);
        assertThat(gateway.get("demo", IMAGE).body()).doesNotContain("blue");

        ObjectNode late = gateway.cloud.image(TestGateway.FAKEIMAGE7).record();
        gateway.cloud.put(late.put("colour", "blue"));

        assertThat(gateway.get("demo", IMAGE).body()).contains("blue");
    }

    @Test
    void aChangeBeginsFromWhatGlanceHasNotFromWhatIsRemembered(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        warm(gateway);
        ObjectNode record = gateway.cloud.image(TestGateway.FAKEIMAGE7).record();
        gateway.cloud.put(record.put("behind", "our back"));

        RawHttp.Answer merged = gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", BODY);

        assertThat(merged.body()).contains("our back", "blue");
        assertThat(gateway.send("DELETE", "demo", IMAGE + "/metadata/behind").status())
                .isEqualTo(204);
    }

    /** Another client has removed the property meanwhile, or the image. */
    @ParameterizedTest
    @CsvSource({"1, 204", "2, 404"})
    void aChangeOfWhatIsNotFoundIsTriedOnceMore(int notFound, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        refuseChanges(
                gateway,
                notFound,
                response -> response.setStatusCode(404)
                        .putHeader("x-openstack-request-id", "req-1")
                        .end("Not found"));

        assertThat(gateway.send("DELETE", "demo", IMAGE + "/metadata/architecture")
                        .status())
                .isEqualTo(status);
        assertThat(gateway.glance.calls("PATCH")).isEqualTo(2);
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aConflictIsTriedOnceMoreAndThenTold(int conflicts, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        refuseChanges(
                gateway,
                conflicts,
                response -> response.setStatusCode(409)
                        .putHeader("Content-Type", "application/json")
                        .end("{\"message\":\"Property x does not exist.\"}"));

        RawHttp.Answer answer = gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", BODY);

        assertThat(answer.status()).isEqualTo(conflicts == 1 ? 200 : 409);
        assertThat(answer.body())
                .contains(
                        conflicts == 1
                                ? "blue"
                                : "{\"conflictingRequest\":{\"message\":\"There was a conflict when trying to complete"
                                        + " your request.\",\"code\":409}}");
        assertThat(gateway.glance.calls("PATCH")).isEqualTo(2);
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }

    /** Has Glance refuse so many changes, and make the next ones. */
    private static void refuseChanges(TestGateway gateway, int number, Consumer<HttpServerResponse> refusal) {
        AtomicInteger left = new AtomicInteger(number);
        gateway.glance.answerWith(request -> {
            if (request.method().name().equals("PATCH") && left.getAndDecrement() > 0) {
                refusal.accept(request.response());
            } else {
                gateway.glance.pass(request);
            }
        });
    }

    @Test
    void changesToOneImageAreMadeOneAfterTheOther(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGES + "/1");
        gateway.glance.hold();
        Future<RawHttp.Answer> first = later(vertx, gateway, "first");
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        Future<RawHttp.Answer> second = later(vertx, gateway, "second");
        // An answer to somebody else gives the second time to be taken in; were it not, the order would be the same.
        gateway.get("demo", IMAGES + "/1");
        gateway.glance.release();

        assertThat(first.await(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(second.await(10, TimeUnit.SECONDS).body()).contains("first", "second");
        assertThat(gateway.glance.asked())
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("GET", "PATCH", "GET", "PATCH");
    }

    private static Future<RawHttp.Answer> later(Vertx vertx, TestGateway gateway, String key) {
        String body = "{\"metadata\":{\"" + key + "\":\"x\"}}";
        return vertx.executeBlocking(
                () -> gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", body), false);
    }

    private static void warm(TestGateway gateway) throws Exception {
        assertThat(gateway.get("demo", IMAGE).body()).doesNotContain("blue");
        assertThat(gateway.get("demo", LIST).body()).contains("fakeimage7").doesNotContain("blue");
    }

    /** Makes the change, but answers it otherwise. */
    private static Handler<HttpServerRequest> afterChanging(TestGateway gateway, End end) {
        return request -> instead(gateway, request, () -> {
            ObjectNode record = gateway.cloud.image(TestGateway.FAKEIMAGE7).record();
            gateway.cloud.put(record.put("colour", "blue"));
            switch (end) {
                case ERROR -> request.response().setStatusCode(500).end();
                case RESET -> request.connection().close();
                case NONSENSE -> request.response().end("<html>");
                case NEVER -> {}
            }
        });
    }

    private static void instead(TestGateway gateway, HttpServerRequest request, Runnable ending) {
        if (request.method().name().equals("PATCH")) {
            request.body().onSuccess(body -> ending.run());
        } else {
            gateway.glance.pass(request);
        }
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that Glance refuses: they harm nobody else. */
@ExtendWith(VertxExtension.class)
class ForbiddenChangeIT {
    private static final String OURS = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String THEIRS = "/v2/other/images/" + TestGateway.FAKEIMAGE7;
    private static final String LIST = "/v2/openstack/images/detail";
    private static final String BODY = "{\"metadata\":{\"colour\":\"blue\"}}";
    private static final String ITEM = "{\"meta\":{\"colour\":\"blue\"}}";

    /** The image is public and ours. */
    private static TestGateway start(Vertx vertx, String... more) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, more);
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("visibility", "public"));
        return gateway;
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, '', application/json",
        "PUT, /metadata, application/json",
        "POST, /metadata, application/json",
        "DELETE, /metadata/kernel_id, application/xml"
    })
    void eightyOfAStrangerDoNotStandBeforeTheOwners(String method, String suffix, String accept, Vertx vertx)
            throws Exception {
        TestGateway gateway = start(vertx);
        gateway.glance.hold(ForbiddenChangeIT::isOfTheStranger);
        List<Future<Integer>> strangers = changes(vertx, gateway, method, suffix, accept, 80);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);

        assertThat(gateway.write("demo", "PUT", OURS + "/metadata", "application/json", BODY)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.send("DELETE", "demo", OURS + "/metadata/colour").status())
                .isEqualTo(204);
        assertThat(gateway.send("DELETE", "demo", OURS).status()).isEqualTo(204);

        gateway.glance.release();
        for (Future<Integer> answer : strangers) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isIn(403, 404, 503);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, '', 400",
        "DELETE, '', 403",
        "DELETE, '', 404",
        "DELETE, '', 409",
        "DELETE, '', 410",
        "DELETE, '', 413",
        "DELETE, '', 429",
        "PUT, /metadata, 401",
        "PUT, /metadata, 403",
        "POST, /metadata, 404",
        "PUT, /metadata/colour, 409",
        "PUT, /metadata, 413",
        "POST, /metadata, 429"
    })
    void ofWhichGlanceSaysSoItselfTakesNothingFromOthers(String method, String suffix, int status, Vertx vertx)
            throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        warm(gateway);
        int reads = gateway.imageCalls();
        gateway.glance.answerWith(refusal(gateway, status, "x-openstack-request-id"));

        gateway.write("other", method, THEIRS + suffix, "application/json", suffix.endsWith("r") ? ITEM : BODY);
        int own = gateway.imageCalls() - reads;
        warm(gateway);

        assertThat(gateway.imageCalls() - own).isEqualTo(reads);
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "404", "409", "429"})
    void ofWhichAnythingMayHaveSaidSoIsLookedForInGlance(int status, Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        warm(gateway);
        gateway.glance.answerWith(refusal(gateway, status, "X-Request-Id"));
        gateway.send("DELETE", "other", THEIRS);
        int reads = gateway.imageCalls();
        warm(gateway);

        assertThat(gateway.imageCalls()).isGreaterThanOrEqualTo(reads + 2);
    }

    @ParameterizedTest
    @CsvSource({"DELETE, '', 404", "DELETE, '', 409", "DELETE, '', 410", "PUT, /metadata, 409"})
    void asIfTheImageWereAnotherMakesTheAskingClassAskAgain(String method, String suffix, int status, Vertx vertx)
            throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        warm(gateway);
        gateway.glance.answerWith(refusal(gateway, status, "X-OpenStack-Request-ID"));
        gateway.write("demo", method, OURS + suffix, "application/json", BODY);
        int reads = gateway.imageCalls();

        gateway.get("other", THEIRS);
        assertThat(gateway.imageCalls()).as("another class").isEqualTo(reads);
        gateway.get("demo", OURS);
        gateway.get("demo", OURS);
        assertThat(gateway.imageCalls()).as("the class itself").isEqualTo(reads + 1);
    }

    @Test
    void toAnImageThatIsGoneMakesTheAskingClassAskAgain(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.get("demo", OURS);
        gateway.cloud.remove(TestGateway.FAKEIMAGE7);

        gateway.write("demo", "PUT", OURS + "/metadata", "application/json", BODY);

        assertThat(gateway.get("demo", OURS).status()).isEqualTo(404);
    }

    @Test
    void thatAreNotEvenSentTakeNothingFromOthers(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        warm(gateway);
        gateway.glance.stop();

        for (int i = 0; i < 10; i++) {
            gateway.send("DELETE", "other", THEIRS);
        }

        warm(gateway);
    }

    @Test
    void withoutEndLetOthersLoadsBeKept(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "cache.fresh=1h");
        gateway.glance.hold(
                request -> isOfTheStranger(request) && request.method().equals(HttpMethod.DELETE));
        List<Future<Integer>> refused = changes(vertx, gateway, "DELETE", "", "application/json", 2);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        gateway.get("demo", OURS);
        // The next change is begun before the one ends during which the image was loaded.
        gateway.glance.held().get(0).release();
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);

        assertThat(gateway.get("demo", OURS).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(1);
        gateway.glance.release();
        for (Future<Integer> answer : refused) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(403);
        }
    }

    /** Loads image and list for all, or finds them cached. */
    private static void warm(TestGateway gateway) throws Exception {
        assertThat(gateway.get("demo", OURS).status()).isEqualTo(200);
        assertThat(gateway.get("demo", OURS, "Accept: application/xml").status())
                .isEqualTo(200);
        assertThat(gateway.get("demo", LIST).status()).isEqualTo(200);
    }

    /** Refuses changes with that status and a request id in that header. */
    private static Handler<HttpServerRequest> refusal(TestGateway gateway, int status, String header) {
        return request -> {
            if (request.method().equals(HttpMethod.GET)) {
                gateway.glance.pass(request);
            } else {
                request.body()
                        .onSuccess(body -> request.response()
                                .setStatusCode(status)
                                .putHeader(header, "req-00000000-0000-4000-8000-000000000000")
                                .end());
            }
        };
    }

    private static boolean isOfTheStranger(HttpServerRequest request) {
        return "other".equals(request.getHeader("X-Auth-Token"));
    }

    private static List<Future<Integer>> changes(
            Vertx vertx, TestGateway gateway, String method, String suffix, String accept, int number) {
        WebClient client = WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(number));
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            answers.add(client.request(HttpMethod.valueOf(method), gateway.port(), "127.0.0.1", THEIRS + suffix)
                    .putHeader("X-Auth-Token", "other")
                    .putHeader("Accept", accept)
                    .putHeader("Content-Type", "application/json")
                    .sendBuffer(method.equals("DELETE") ? Buffer.buffer() : Buffer.buffer(BODY))
                    .map(HttpResponse::statusCode));
        }
        return answers;
    }
}

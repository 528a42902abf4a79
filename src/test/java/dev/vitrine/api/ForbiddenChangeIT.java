package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that Glance refuses: they harm nobody else. */
@ExtendWith(VertxExtension.class)
class ForbiddenChangeIT {
    private static final String OURS = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String THEIRS = "/v2/other/images/" + TestGateway.FAKEIMAGE7;
    private static final String BODY = "{\"metadata\":{\"colour\":\"blue\"}}";

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

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of an image. */
@ExtendWith(VertxExtension.class)
class DeleteImageIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;

    @Test
    void anImageThatIsDeletedIsGoneAtOnce(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGES).body()).contains(TestGateway.FAKEIMAGE7);

        RawHttp.Answer answer = gateway.send("DELETE", "demo", IMAGE);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Type")).isEmpty();
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(404);
        assertThat(gateway.get("demo", IMAGES).body()).contains("images").doesNotContain(TestGateway.FAKEIMAGE7);
        assertThat(gateway.send("DELETE", "demo", IMAGE).body())
                .isEqualTo("{\"itemNotFound\":{\"message\":\"Image not found.\",\"code\":404}}");
    }

    @ParameterizedTest
    @CsvSource({
        "demo, /v2/openstack/images/00000000-dead-4bad-8bad-000000000000, 404, Image not found.",
        "demo, /v2/openstack/images/1, 404, Image not found.",
        "demo, /v2/openstack/images/55555555-5555-4555-8555-555555555555, 404, Image not found.",
        "demo, /v2/openstack/images/, 404, The resource could not be found.",
        "demo, /v2/openstack/images/11111111-1111-4111-8111-111111111111, 403,"
                + " You are not allowed to delete the image.",
        "demo, /v2/openstack/images/cdcdcdcd-cdcd-4dcd-8dcd-cdcdcdcdcdcd, 403,"
                + " You are not allowed to delete the image."
    })
    void whatIsNotTheirsToDeleteStays(String token, String path, int status, String message, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer json = gateway.send("DELETE", token, path);
        RawHttp.Answer xml = gateway.send("DELETE", token, path, "Accept: application/xml");

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.body()).contains("\"message\":\"" + message + "\"");
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.body()).contains("<message>" + message + "</message>");
    }

    /** Only a token that Keystone calls good is shown to Glance again: nothing was done with it. */
    @ParameterizedTest
    @CsvSource({
        "409, 1, 409, conflictingRequest, Image is in use.",
        "400, 1, 400, badRequest, Image is in use.",
        "401, 2, 401, error, The request you have made requires authentication.",
        "500, 1, 502, computeFault, The image service failed to make the change.",
        "418, 1, 502, computeFault, The image service gave an answer that could not be understood."
    })
    void glancesRefusalIsToldAndTheImageReadAgain(
            int glance, int calls, int status, String name, String message, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        gateway.glance.answerWith(request -> request.response()
                .setStatusCode(glance)
                .putHeader("Content-Type", "application/json")
                .end("{\"message\":\"Image is in use.<br /><br />\"}"));

        RawHttp.Answer answer = gateway.send("DELETE", "demo", IMAGE);
        gateway.glance.answerWith(null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("{\"" + name + "\":{", "\"message\":\"" + message + "\"");
        assertThat(gateway.glance.calls("DELETE")).isEqualTo(calls);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }
}

package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The images API's highest microversion is Nova's. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class NovaVersionIT {
    private static final String IMAGES = "/v2.1/openstack/images";
    private static final String LATEST = "OpenStack-API-Version: compute latest";

    private static ScriptedService nova(Vertx vertx) throws Exception {
        return new ScriptedService(request ->
                        request.response().end("{\"version\": {\"version\": \"2.79\", \"min_version\": \"2.1\"}}"))
                .start(vertx);
    }

    private static String latest(TestGateway gateway) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", IMAGES, LATEST);
        assertThat(answer.status()).isEqualTo(404);
        return answer.header("X-OpenStack-Nova-API-Version");
    }

    @Test
    void maximumIsNovasAsSoonAsItIsKnown(Vertx vertx) throws Exception {
        ScriptedService nova = nova(vertx);
        nova.hold();
        TestGateway gateway = TestGateway.start(vertx, "nova.api-servers=" + nova.url());
        nova.arrived().await();
        assertThat(gateway.get("demo", IMAGES).status()).isEqualTo(200);

        nova.release();

        String maximum = "";
        while (!maximum.equals("2.79")) {
            RawHttp.Answer answer = gateway.get("demo", IMAGES, LATEST);
            maximum = answer.header("X-OpenStack-Nova-API-Version");
        }
        assertThat(latest(gateway)).isEqualTo("2.79");
        assertThat(gateway.get("demo", IMAGES, "X-OpenStack-Nova-API-Version: 2.80")
                        .body())
                .contains("Minimum is 2.1 and maximum is 2.79.");
        assertThat(nova.asked()).containsExactly("GET /v2.1/");
    }

    @Test
    void maximumThatIsSetCounts(Vertx vertx) throws Exception {
        ScriptedService nova = nova(vertx);
        TestGateway gateway = TestGateway.start(vertx, "nova.api-servers=" + nova.url(), "microversion.max=2.36");

        assertThat(latest(gateway)).isEqualTo("2.36");
        assertThat(gateway.get("demo", "/v2.1/servers").status()).isEqualTo(200);
        assertThat(nova.asked()).containsExactly("GET /v2.1/servers");
    }
}

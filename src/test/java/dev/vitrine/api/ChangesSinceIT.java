package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.IsoForms;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code changes-since} over the wire, in every form that the real Glance takes or refuses. */
@ExtendWith(VertxExtension.class)
class ChangesSinceIT {

    @ParameterizedTest
    @ValueSource(strings = {"/v1.1/openstack/images", "/v2/openstack/images/detail.xml", "/v2.1/images/detail"})
    void isTakenInTheFormsThatGlanceTakes(String path, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (IsoForms.Form form : IsoForms.all().toList()) {
            String encoded = URLEncoder.encode(form.text(), StandardCharsets.UTF_8);
            RawHttp.Answer answer = gateway.get("demo", path + "?changes-since=" + encoded);

            assertThat(answer.status()).as(form.text()).isEqualTo(form.isTaken() ? 200 : 400);
        }
    }

    @Test
    void findsWhatHasChangedSince(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.cloud.put(
                gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put("updated_at", "2031-06-15T12:00:00Z"));

        for (String since :
                List.of("2031", "2031-06", "20310615", "2031-06-15T12", "2031-06-15 12:00", "2031-06-15T13%2B01")) {
            assertThat(gateway.get("demo", "/v2.1/images?changes-since=" + since.replace(" ", "%20"))
                            .body())
                    .as(since)
                    .contains(TestGateway.FAKEIMAGE7);
        }
        for (String since : List.of("2032", "2031-07", "20310616", "2031-06-15T13", "2031-06-15T12:00:01")) {
            assertThat(gateway.get("demo", "/v2.1/images?changes-since=" + since)
                            .body())
                    .as(since)
                    .doesNotContain(TestGateway.FAKEIMAGE7);
        }
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mount speaks as the Nova of its profile. */
@ExtendWith(VertxExtension.class)
class ProfileIT {
    private static final String IMAGE = "/images/" + TestGateway.FAKEIMAGE7;

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        "icehouse, v2, 200, application/xml, limit param must be an integer",
        "v2compat, v2, 200, application/xml, limit param must be an integer",
        "v21, v2, 404, application/json, Invalid input received: limit must be an integer",
        "icehouse, v2.1, 200, application/xml, limit param must be an integer"
    })
    void choosesFormatsSuffixesAndWords(
            String profile, String mount, int suffixed, String type, String words, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "mounts." + mount + ".profile=" + profile);
        String base = "/" + mount + "/openstack";

        RawHttp.Answer xml = gateway.get("demo", base + IMAGE, "Accept: application/xml");

        assertThat(xml.header("Content-Type")).isEqualTo(type);
        assertThat(gateway.get("demo", base + IMAGE + ".json").status()).isEqualTo(suffixed);
        assertThat(gateway.get("demo", base + "/images?limit=abc").body()).contains("\"" + words + "\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "icehouse, 413, '{\"overLimit\":{\"message\":\"Image metadata limit exceeded\",\"code\":413,"
                + "\"retryAfter\":\"0\"}}', 0",
        "v2compat, 403, '{\"forbidden\":{\"message\":\"Image metadata limit exceeded\",\"code\":403}}', ''",
        "v21, 403, '{\"forbidden\":{\"message\":\"Image metadata limit exceeded\",\"code\":403}}', ''"
    })
    void tellsOfTooMuchMetadataInItsWay(String profile, int status, String body, String retryAfter, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "mounts.v2.profile=" + profile, "api.metadata-items=4");
        String sent = "{\"metadata\":{\"one\":\"more\"}}";

        RawHttp.Answer answer = RawHttp.send(
                gateway.port(),
                "POST /v2/openstack" + IMAGE + "/metadata HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + sent.length()
                        + "\r\nConnection: close\r\n\r\n" + sent);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
    }
}

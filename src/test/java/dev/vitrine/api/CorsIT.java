package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages of other origins: what a browser is told about them. */
@ExtendWith(VertxExtension.class)
class CorsIT {
    private static final String PAGE = "https://dashboard.example.com";
    private static final String IMAGE = "/v2.1/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, "cors.allowed-origins=http://localhost:3000," + PAGE, "cors.max-age=10m");
    }

    @ParameterizedTest(name = "{0} {2} as {1} is {3}")
    @CsvSource({
        "GET, demo, /v2.1/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b, 200",
        "HEAD, demo, /v2/openstack/images/70a599e0-31e7-49b7-b260-868f441e862b, 200",
        "GET, demo, /v2/openstack/images/detail, 200",
        "GET, demo, /v2/openstack/images/none, 404",
        "GET, demo, /v2/other/images, 400",
        "GET, nobody, /v2/openstack/images, 401",
        "PATCH, demo, /v2/openstack/images, 405",
        "OPTIONS, demo, /v2/openstack/images, 204",
        "GET, demo, /, 200",
        "GET, demo, /elsewhere, 300"
    })
    void everyAnswerCanBeReadByAnAllowedPage(String method, String token, String path, int status) throws Exception {
        RawHttp.Answer answer = gateway.send(method, token, path, "Origin: " + PAGE);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Expose-Headers"))
                .isEqualTo("X-Auth-Token, X-Openstack-Request-Id, X-Subject-Token, X-Service-Token,"
                        + " X-OpenStack-Nova-API-Version, OpenStack-API-Version, ETag");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("Vary")).startsWith("X-Auth-Token, Accept, ").endsWith("Origin");
    }

    @Test
    void anImageThatHasNotChangedCanBeReadToo() throws Exception {
        String tag = gateway.get("demo", IMAGE).header("ETag");

        RawHttp.Answer answer = gateway.get("demo", IMAGE, "Origin: " + PAGE, "If-None-Match: " + tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Vary"))
                .isEqualTo("X-Auth-Token, Accept, OpenStack-API-Version, X-OpenStack-Nova-API-Version, Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.1/openstack/images", "/v2/openstack/images/1/metadata/k", "/", "/elsewhere", "/%zz"})
    void aBrowserMayAskBeforehandWithoutAToken(String path) throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                gateway.port(),
                "OPTIONS",
                path,
                "Origin: " + PAGE,
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: x-auth-token,content-type, X-Evil",
                "Access-Control-Request-Headers: openstack-api-version");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, PUT, POST, DELETE, PATCH");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .isEqualTo("Content-Type, X-Auth-Token, OpenStack-API-Version");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.header("x-openstack-request-id")).startsWith("req-");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void preconditionsAreAllowed() throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                gateway.port(),
                "OPTIONS",
                IMAGE,
                "Origin: " + PAGE,
                "Access-Control-Request-Method: DELETE",
                "Access-Control-Request-Headers: if-match, if-none-match, if-modified-since, if-unmodified-since");

        assertThat(answer.header("Access-Control-Allow-Headers"))
                .isEqualTo("If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since");
    }

    @Test
    void noHeaderIsAllowedThatWasNotAskedFor() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(gateway.port(), "OPTIONS", IMAGE, "Origin: " + PAGE, "Access-Control-Request-Method: GET");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow-headers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.test", "null", "https://dashboard.example.com.evil.test", "\"><script>"})
    void anotherPageIsToldNothing(String origin) throws Exception {
        RawHttp.Answer get = gateway.get("demo", IMAGE, "Origin: " + origin);
        RawHttp.Answer asked = RawHttp.send(
                gateway.port(), "OPTIONS", IMAGE, "Origin: " + origin, "Access-Control-Request-Method: GET");

        assertThat(get.status()).isEqualTo(200);
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
        assertThat((get.head() + asked.head()).toLowerCase(Locale.ROOT)).doesNotContain("access-control");
        assertThat(get.header("Vary"))
                .isEqualTo("X-Auth-Token, Accept, OpenStack-API-Version, X-OpenStack-Nova-API-Version, Origin");
        assertThat(asked.header("Vary")).isEqualTo("X-Auth-Token, Accept, Origin");
    }

    @Test
    void withoutAnOriginTheResponseOnlySaysThatItVariesWithOne() throws Exception {
        for (int i = 0; i < 2; i++) {
            RawHttp.Answer answer = gateway.get("demo", IMAGE);

            assertThat(answer.header("Vary")).endsWith(", Origin").startsWith("X-Auth-Token, Accept, ");
            assertThat(answer.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[::1]:8080", "https://xn--caf-dma.fr", PAGE})
    void everyOriginIsNamedItselfWhereAllAreAllowed(String origin, Vertx vertx) throws Exception {
        TestGateway open = TestGateway.start(vertx, "cors.allowed-origins=*");

        assertThat(open.get("demo", IMAGE, "Origin: " + origin).header("Access-Control-Allow-Origin"))
                .isEqualTo(origin);
    }

    @Test
    void withoutTheSettingNoHeaderChanges(Vertx vertx) throws Exception {
        TestGateway closed = TestGateway.start(vertx);

        for (String method : new String[] {"GET", "OPTIONS"}) {
            RawHttp.Answer answer =
                    closed.send(method, "demo", IMAGE, "Origin: " + PAGE, "Access-Control-Request-Method: GET");

            assertThat(answer.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control");
            assertThat(answer.header("Vary")).doesNotContain("Origin");
        }
    }
}

package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links where no prefix is configured: they name the request's own host, and nothing kept does. */
@ExtendWith(VertxExtension.class)
class LinksIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String OWN_HOST = "links.compute-link-prefix=";

    @Test
    void oneCachedImageServesEveryHost(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        for (String host : new String[] {"one.test", "two.test:8774", "[::1]:8774", "one.test"}) {
            assertThat(gateway.get("demo", IMAGE, "Host: " + host).body())
                    .contains("\"http://" + host + IMAGE + "\"")
                    .contains("\"http://" + host + IMAGE.replace("/v2", "") + "\"");
        }
        assertThat(gateway.imageCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.test/path", "a b", "\"><script>", "user@evil.test", "evil.test:port", ""})
    void aMalformedHostIsRefused(String host, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        RawHttp.Answer answer = gateway.get("demo", IMAGE, "Host: " + host);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("evil").doesNotContain("script");
    }

    /** Vert.x throws an error over eight groups behind the colons; also where the way to the answer is a short one. */
    @ParameterizedTest
    @ValueSource(strings = {IMAGE, IMAGE + ".xml", "/", "/v2", "/v9/images"})
    void aHostThatThePlatformCannotReadIsRefusedToo(String path, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);

        assertThat(gateway.get("demo", path, "Host: [::1:2:3:4:5:6:7:8]").status())
                .isEqualTo(400);
    }

    @Test
    void aHostWithAnEmptyPortHasNone(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        assertThat(gateway.get("demo", IMAGE, "Host: api.test:").body()).contains("\"http://api.test/v2/");
    }

    @Test
    void twoHostsAreRefused(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        assertThat(gateway.get("demo", IMAGE, "Host: one.test", "Host: two.test")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void onlyAllowedHostsAreTakenWhereThereIsAList(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST, "links.allowed-hosts=api.test:8774, api.test");

        assertThat(gateway.get("demo", IMAGE, "Host: API.test").status()).isEqualTo(200);
        assertThat(gateway.get("demo", IMAGE, "Host: evil.test").status()).isEqualTo(400);
    }

    @Test
    void forwardedHostsAreNotBelieved(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, OWN_HOST);

        String body = gateway.get(
                        "demo", IMAGE, "Host: api.test", "X-Forwarded-Host: evil.test", "Forwarded: host=evil.test")
                .body();

        assertThat(body).contains("http://api.test/").doesNotContain("evil");
    }
}

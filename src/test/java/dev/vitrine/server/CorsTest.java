package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.CorsConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
    private static final String PAGE = "https://dashboard.example.com";
    private static final ApiResponse ANSWER = ApiResponse.nothing().with("Vary", "OpenStack-API-Version");

    private final Cors cors = cors(PAGE, "http://localhost:3000");

    @Test
    void anAllowedOriginIsNamedItselfWhateverElseIsAllowed() {
        for (Cors one : new Cors[] {cors, cors("*"), cors("*", PAGE)}) {
            Map<String, String> headers = shown(one, "Origin", PAGE);

            assertThat(headers)
                    .containsEntry("Access-Control-Allow-Origin", PAGE)
                    .containsEntry("Vary", "OpenStack-API-Version, Origin")
                    .containsEntry(
                            "Access-Control-Expose-Headers",
                            "X-Auth-Token, X-Openstack-Request-Id, X-Subject-Token, X-Service-Token,"
                                    + " X-OpenStack-Nova-API-Version, OpenStack-API-Version, ETag")
                    .doesNotContainKey("Access-Control-Allow-Credentials");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://dashboard.example.com.evil.test",
                "https://dashboard.example.com:8443",
                "http://dashboard.example.com",
                "https://DASHBOARD.example.com",
                "https://dashboard.example.com/",
                "http://localhost",
                "null",
                "*",
                ""
            })
    void anotherOriginIsAllowedNothing(String origin) {
        assertThat(shown(cors, "Origin", origin)).isEqualTo(Map.of("Vary", "OpenStack-API-Version, Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "*",
                "https://",
                "https://a b",
                "https://a,b",
                "https://a/path",
                "https://user@a",
                "https://a\tb",
                "https://caf\u00e9.example.com",
                "https://a\u007f",
                "https://a:443",
                "https://a:123456",
                "a.example.com"
            })
    void whatIsNoOriginIsNeverSentBack(String origin) {
        assertThat(shown(cors("*"), "Origin", origin)).isEqualTo(Map.of("Vary", "OpenStack-API-Version, Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://[::1]:8080", "http://localhost", "moz-extension://0a1b-2c", "https://xn--caf-dma.fr"})
    void everyOriginIsAllowedWhereAllAre(String origin) {
        assertThat(shown(cors("*"), "Origin", origin)).containsEntry("Access-Control-Allow-Origin", origin);
    }

    @Test
    void anOriginOfAnyLengthIsNotSentBack() {
        assertThat(shown(cors("*"), "Origin", "https://" + "a".repeat(5000)))
                .doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void severalOriginsAreNone() {
        assertThat(shown(cors, "Origin", PAGE, "Origin", PAGE)).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void withoutAnOriginTheAnswerOnlySaysThatItDependsOnOne() {
        assertThat(cors.shown(Exchanges.withHeaders(), ApiResponse.nothing()).headers())
                .isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void nothingConfiguredChangesNothing() {
        assertThat(cors().shown(Exchanges.withHeaders("Origin", PAGE), ANSWER)).isSameAs(ANSWER);
        assertThat(cors().preflight(Exchanges.withHeaders("Origin", PAGE, "Access-Control-Request-Method", "GET")))
                .isNull();
    }

    private static Map<String, String> shown(Cors cors, String... headers) {
        return cors.shown(Exchanges.withHeaders(headers), ANSWER).headers();
    }

    private static Cors cors(String... origins) {
        return new Cors(new CorsConfig(Set.of(origins), Duration.ofHours(1)));
    }
}

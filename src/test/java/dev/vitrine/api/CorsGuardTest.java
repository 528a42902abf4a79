package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.CorsConfig;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which origins are allowed; what a response says of it is tested over the wire, in {@link CorsIT}. */
class CorsGuardTest {
    private static final String PAGE = "https://dashboard.example.com";

    private final CorsGuard cors = cors(PAGE, "http://localhost:3000");

    @Test
    void anAllowedOriginIsNamedItselfWhateverElseIsAllowed() {
        for (CorsGuard one : new CorsGuard[] {cors, cors("*"), cors("*", PAGE)}) {
            assertThat(allowed(one, "Origin", PAGE)).isEqualTo(PAGE);
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
        assertThat(allowed(cors, "Origin", origin)).isNull();
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
        assertThat(allowed(cors("*"), "Origin", origin)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://[::1]:8080", "http://localhost", "moz-extension://0a1b-2c", "https://xn--caf-dma.fr"})
    void everyOriginIsAllowedWhereAllAre(String origin) {
        assertThat(allowed(cors("*"), "Origin", origin)).isEqualTo(origin);
    }

    @Test
    void anOriginOfAnyLengthIsNotSentBack() {
        assertThat(allowed(cors("*"), "Origin", "https://" + "a".repeat(5000))).isNull();
    }

    @Test
    void severalOriginsAreNone() {
        assertThat(allowed(cors, "Origin", PAGE, "Origin", PAGE)).isNull();
    }

    @Test
    void aResponseWithoutCorsHeadersSaysThatItVariesWithTheOriginToo() {
        assertThat(CorsGuard.vary(ApiResponse.nothing())).isEqualTo("Origin");
        assertThat(CorsGuard.vary(ApiResponse.nothing().with("Vary", "OpenStack-API-Version")))
                .isEqualTo("OpenStack-API-Version, Origin");
    }

    private static @Nullable String allowed(CorsGuard cors, String... headers) {
        return cors.allowedOrigin(Exchanges.withHeaders(headers));
    }

    private static CorsGuard cors(String... origins) {
        return new CorsGuard(new CorsConfig(Set.of(origins), Duration.ofHours(1)));
    }
}

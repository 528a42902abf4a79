package dev.vitrine.server.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.ListenConfig.Proxies;
import dev.vitrine.config.source.Network;
import dev.vitrine.model.Authority;
import dev.vitrine.server.proxy.ForwardedCases.Case;
import dev.vitrine.server.proxy.OriginalRequest.Link;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ForwardedHeadersTest {
    private static final InetAddress PEER = address(ForwardedCases.PEER);

    static final List<Case> VALID = ForwardedCases.VALID;
    static final List<Case> INVALID = ForwardedCases.INVALID;

    private final ForwardedHeaders forwarded = new ForwardedHeaders(new Proxies(
            Arrays.stream(ForwardedCases.TRUSTED.split(", "))
                    .map(text -> requireNonNull(Network.parse(text)))
                    .toList(),
            false));

    private static InetAddress address(String text) {
        return requireNonNull(Authority.address(text));
    }

    private OriginalRequest read(boolean isTls, String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return forwarded.of(PEER, headers, isTls);
    }

    private static String base(Link link) {
        String port = link.port() > 0 ? ":" + link.port() : "";
        return Objects.requireNonNullElse(link.scheme(), "http") + "://"
                + Objects.requireNonNullElse(link.host(), "a.example") + port + link.prefix();
    }

    @ParameterizedTest
    @FieldSource({"VALID", "INVALID"})
    void theFirstAddressFromTheEndThatIsNotTrustedIsTheClient(Case one) {
        OriginalRequest original = read(false, one.headers().toArray(new String[0]));

        assertThat(original.client()).isEqualTo(one.client());
        assertThat(base(original.link())).isEqualTo(one.base());
    }

    @Test
    void withoutHeadersNothingDiffers() {
        assertThat(read(false)).isEqualTo(OriginalRequest.from(PEER));
    }

    @Test
    void thePortOfTheSchemeIsLeftOut() {
        assertThat(read(true, "X-Forwarded-Port", "443").link().port()).isZero();
        assertThat(read(true, "X-Forwarded-Port", "80").link().port()).isEqualTo(80);
        assertThat(read(true, "X-Forwarded-Proto", "http", "X-Forwarded-Port", "80")
                        .link()
                        .port())
                .isZero();
    }

    @Test
    void ofAChainOfTrustedProxiesTheLast32Count() {
        String chain = "203.0.113.7, " + "10.0.0.1, ".repeat(40) + "10.0.0.2";

        assertThat(read(false, "X-Forwarded-For", chain).client()).isEqualTo("10.0.0.1");
        assertThat(read(false, "Forwarded", "for=" + chain.replace(", ", ", for="))
                        .client())
                .isEqualTo("10.0.0.1");
    }
}

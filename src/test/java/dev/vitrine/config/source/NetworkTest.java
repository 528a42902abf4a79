package dev.vitrine.config.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Authority;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.10, 192.0.2.10, true",
        "192.0.2.10, 192.0.2.11, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 203.0.113.7, false",
        "::1, ::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "::ffff:10.1.1.1, 10.1.1.1, true"
    })
    void containsTheAddressesWithItsPrefix(String network, String address, boolean isInside) {
        assertThat(requireNonNull(Network.parse(network)).contains(requireNonNull(Authority.address(address))))
                .isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.1/8",
                "192.0.2.10/33",
                "2001:db8::1/32",
                "::1/129",
                "10.0.0.0/",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10/8",
                "10.0.0",
                "010.0.0.0/8",
                "localhost",
                "proxy.example.com",
                "[::1]",
                "fe80::1%eth0",
                "::ffff:10.0.0.0/104",
                "::ffff:10.0.0.0/8",
                "1.2.3.4.5",
                "*"
            })
    void anythingElseIsNoNetwork(String text) {
        assertThat(Network.parse(text)).isNull();
    }
}

package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    private static final String ALPHABET = "::::::[]12345af0..%xv@/ ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8775",
                "gateway.example.com:",
                "127.0.0.1:80",
                "[::1]",
                "[::1]:8775",
                "[::ffff:2.3.4.5]",
                "[1:2:3:4:5:6:7:8]",
                "[1:2:3:4:5:6:7::]",
                "[::]",
                "[1:2:3:4:5:6:1.2.3.4]",
                "a_b",
                "a%20b",
                "a:00080",
                "a:0000000080",
                "[::1]:00000000000000065535",
                "1.2.3.4:000000"
            })
    void wellFormedHosts(String text) {
        assertThat(Authority.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a b",
                "a@b",
                "a/b",
                "a:b",
                "a:123456",
                "a:65536",
                "a:0000065536",
                "a:00000000099999",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1::2::3]",
                "[:::]",
                "[::1.2.3.256]",
                "[1.2.3.4::]",
                "[::12345]",
                "[:1:2:3:4:5:6:7]",
                "::1",
                "[::1",
                "[]",
                "[::1]x",
                "[fe80::1%eth0]",
                "[::1:2:3:4:5:6:7:8]",
                "a%2",
                "münchen"
            })
    void malformedHosts(String text) {
        assertThat(Authority.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:8775", "127.0.0.1", "10.0.0.1:80", "[::1]:8775", "[fe80::1]"})
    void addressesAndLocalhost(String text) {
        assertThat(Authority.isAddressOrLocalhost(text)).isTrue();
    }

    /** All of them are names that a web page can have and DNS can lead anywhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "badcafe.de",
                "badcafe.de:8775",
                "cafe",
                "1.2.3.4.de",
                "256.1.1.1",
                "1.2.3",
                "localhost.example.com",
                "a.localhost",
                ""
            })
    void namesThatDnsResolves(String text) {
        assertThat(Authority.isAddressOrLocalhost(text)).isFalse();
    }

    /** The platform throws an error for some texts: for none of those that pass. */
    @Test
    void thePlatformParsesWhateverPasses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < 300_000; i++) {
            String text = text(random);
            if (Authority.isValid(text)) {
                passed++;
                assertThat(HostAndPort.parseAuthority(text, -1))
                        .as("%s, seed %d", text, seed)
                        .isNotNull();
            }
        }
        assertThat(passed).as("seed %d", seed).isGreaterThan(1_000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "[");
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.append(random.nextInt(3) == 0 ? "" : "]").toString();
    }
}

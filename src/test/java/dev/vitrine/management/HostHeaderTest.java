package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostHeaderTest {
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
                "a_b",
                "a%20b"
            })
    void wellFormedHosts(String text) {
        assertThat(HostHeader.isAuthority(text)).isTrue();
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
        assertThat(HostHeader.isAuthority(text)).isFalse();
    }

    /** The platform throws an error for some texts: for none of those that pass. */
    @Test
    void thePlatformParsesWhateverPasses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < 300_000; i++) {
            String text = text(random);
            if (HostHeader.isAuthority(text)) {
                passed++;
                assertThat(HostAndPort.parseAuthority(text, -1) != null || isOutOfRange(text))
                        .as("%s, seed %d", text, seed)
                        .isTrue();
            }
        }
        assertThat(passed).as("seed %d", seed).isGreaterThan(1_000);
    }

    /** Ports above 65535 are the platform's to refuse. */
    private static boolean isOutOfRange(String text) {
        String port = text.substring(text.lastIndexOf(':') + 1);
        return port.length() == 5 && Integer.parseInt(port) > 65_535;
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

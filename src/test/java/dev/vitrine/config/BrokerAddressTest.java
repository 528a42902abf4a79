package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.NotificationConfig.BrokerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "rabbit.example.com, rabbit.example.com, 5672",
        "rabbit_1:1, rabbit_1, 1",
        "127.0.0.1:65535, 127.0.0.1, 65535",
        "[::1], ::1, 5672",
        "[fe80::1]:5673, fe80::1, 5673"
    })
    void hostIsTakenWithOrWithoutPort(String text, String host, int port) {
        assertThat(BrokerAddress.parse(text, false)).isEqualTo(new BrokerAddress(host, port));
    }

    @Test
    void overTlsThePortIsAnotherOne() {
        assertThat(BrokerAddress.parse("a", true)).isEqualTo(new BrokerAddress("a", 5671));
        assertThat(BrokerAddress.parse("[::1]:5672", true)).hasToString("[::1]:5672");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "::1", "a:0", "a:65536", "a:", ":1", "amqp://a", "user@a", "a/b", "[]", "[x]:1"})
    void otherFormsAreNone(String text) {
        assertThat(BrokerAddress.parse(text, false)).isNull();
    }
}

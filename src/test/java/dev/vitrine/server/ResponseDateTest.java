package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseDateTest {
    /** The example of RFC 9110, 5.6.7, and the ends of its second. */
    @ParameterizedTest
    @CsvSource({
        "784111777000, 'Sun, 06 Nov 1994 08:49:37 GMT'",
        "784111777999, 'Sun, 06 Nov 1994 08:49:37 GMT'",
        "784111778000, 'Sun, 06 Nov 1994 08:49:38 GMT'",
        "0,            'Thu, 01 Jan 1970 00:00:00 GMT'"
    })
    void aTimeIsWrittenInTheFormOfHttp(long millis, String text) {
        assertThat(ResponseDate.at(millis)).hasToString(text);
    }

    @Test
    void theTextIsMadeOnceASecond() {
        assertThat(ResponseDate.at(784111777000L)).isSameAs(ResponseDate.at(784111777500L));
    }
}

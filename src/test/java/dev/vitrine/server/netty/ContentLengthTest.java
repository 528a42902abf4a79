package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentLengthTest {
    @ParameterizedTest(name = "{0} exceeds {1}: {2}")
    @CsvSource({
        "0, 0, false",
        "000, 0, false",
        "1, 0, true",
        "0001, 0, true",
        "24, 24, false",
        "0000000024, 24, false",
        "0000000025, 24, true",
        "114688, 114688, false",
        "0000114689, 114688, true",
        "99, 114688, false",
        "9999999999, 114688, true",
        "9223372036854775808, 114688, true",
        "9999999999999999999999999999999999999999, 114688, true",
        "0000000000000000000000000000000000000024, 114688, false",
        "00000000000000000000, 0, false",
        "114687, 114688, false",
        "200000, 114688, true",
        "99999, 114688, false",
        "9223372036854775807, 9223372036854775807, false",
        "9223372036854775808, 9223372036854775807, true",
        "0009223372036854775807, 9223372036854775807, false",
        "10000000000000000000, 9223372036854775807, true",
        "9, 10, false",
        "10, 9, true"
    })
    void digitsAreComparedByTheNumberTheyStandFor(String digits, long limit, boolean exceeds) {
        assertThat(ContentLength.exceeds(digits, limit)).isEqualTo(exceeds);
    }

    @Test
    void noLengthExceedsNothing() {
        assertThat(ContentLength.exceeds(null, 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, false",
        "9223372036854775808, true",
        "0009223372036854775808, true",
        "0009223372036854775807, false",
        "99999999999999999999, true",
        "9999999999999999999x, false",
        "+9999999999999999999, false",
        "'', false"
    })
    void whatExceedsEveryNumberOfThePlatformIsKnown(String digits, boolean isBeyond) {
        assertThat(ContentLength.isBeyondCounting(List.of(digits))).isEqualTo(isBeyond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "1"})
    void severalLengthsAreNone(String second) {
        assertThat(ContentLength.isBeyondCounting(List.of("99999999999999999999", second)))
                .isFalse();
    }
}

package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MicroversionTest {

    @ParameterizedTest
    @CsvSource({"2.1, 2, 1", "2.0, 2, 0", "2.10, 2, 10", "10.100, 10, 100", "2.999999999, 2, 999999999"})
    void versionIsTwoNumbers(String text, int major, int minor) {
        assertThat(Microversion.parse(text))
                .isEqualTo(new Microversion(major, minor))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "2",
                "2.",
                ".1",
                "2.x",
                "v2.1",
                "02.1",
                "2.01",
                "0.1",
                "-2.1",
                "2.-1",
                "+2.1",
                "2.1.1",
                " 2.1",
                "2. 1",
                "2.1 ",
                "latest",
                "\uFF12.1",
                "2,1"
            })
    void nothingElseIsAVersion(String text) {
        assertThat(Microversion.parse(text)).isNull();
    }

    /** Nova answers such a one with 406, as any that it does not have. */
    @ParameterizedTest
    @ValueSource(strings = {"2.9999999999", "2.2147483648", "2.18446744073709551617", "99999999999.1"})
    void aVersionBeyondAllIntegersIsAVersion(String text) {
        assertThat(Microversion.parse(text))
                .isGreaterThan(new Microversion(2, 999_999_999))
                .hasToString(text);
    }

    @Test
    void versionsAreOrderedByNumberAndNotByText() {
        assertThat(new Microversion(2, 10)).isGreaterThan(new Microversion(2, 9));
        assertThat(new Microversion(3, 0)).isGreaterThan(new Microversion(2, 104));
        assertThat(new Microversion(2, 35)).isEqualByComparingTo(new Microversion(2, 35));
    }
}

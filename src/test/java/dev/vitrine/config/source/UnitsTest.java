package dev.vitrine.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.source.ValueType.Units;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, 0, 0ms",
        "250ms, 250, 250ms",
        "5s, 5000, 5s",
        "90s, 90000, 90s",
        "2m, 120000, 2m",
        "60m, 3600000, 1h",
        "'5 s', 5000, 5s",
        "1500ms, 1500, 1500ms"
    })
    void durationIsANumberAndItsUnit(String text, long millis, String shown) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Units.duration(text)).isEqualTo(duration);
        assertThat(Units.text(duration)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "512B, 512",
        "16KiB, 16384",
        "64MiB, 67108864",
        "1GiB, 1073741824",
        "999999999GiB, 1073741822926258176"
    })
    void sizeIsANumberAndItsUnit(String text, long bytes) {
        assertThat(Units.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-5s", "+5s", "5.5s", "5S", "5 5s", "9999999999s", "5d", "64MB", "64mib", "\uFF15s"
            })
    void nothingElseIsOne(String text) {
        assertThat(Units.duration(text)).isNull();
        assertThat(Units.bytes(text)).isNull();
    }
}

package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.IsoForms;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2015-05-01T10:00:00Z,                2015-05-01T10:00:00Z",
        "2015-05-01T10:00:00.999999Z,         2015-05-01T10:00:00Z",
        "2015-05-01T10:00:00,                 2015-05-01T10:00:00Z",
        "2015-05-01T12:00:00+02:00,           2015-05-01T10:00:00Z",
        "2015-12-31T23:30:00-01:00,           2016-01-01T00:30:00Z",
        "2015-05-01T12:00:00+0200,            2015-05-01T10:00:00Z",
        "2015-05-01T12:00:00+02,              2015-05-01T10:00:00Z",
        "2016-02-29T00:00:00Z,                2016-02-29T00:00:00Z",
        "2015-05-01,                          2015-05-01T00:00:00Z",
        "2015-05-01 10:00:00,                 2015-05-01T10:00:00Z",
        "0001-01-01T00:00:00Z,                0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00,           0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00,           9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z,                9999-12-31T23:59:59Z"
    })
    void timeIsShownInUtcAndWholeSeconds(String glance, String shown) {
        assertThat(IsoTime.utc(glance)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2015-05-01t10:00:00z",
                "0000-01-01T00:00:00Z",
                "2015-05-01T10:00:00ZZ",
                "2015-02-30T00:00:00Z",
                "1430474400",
                "2015-00-01T10:00:00Z",
                "2015-13-01T10:00:00Z",
                "2015-05-00T10:00:00Z",
                "2015-05-32T10:00:00Z",
                "2015-05-01T24:00:00Z",
                "2015-05-01T10:60:00Z",
                "2015-05-01T10:00:60Z",
                "2015-05-01T10:00:0١Z",
                "2015-05-01T10-00:00Z"
            })
    void anythingElseIsNoTime(String glance) {
        assertThat(IsoTime.utc(glance)).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.vitrine.testing.IsoForms#all")
    void everyFormIsReadAsOsloReadsIt(IsoForms.Form form) {
        assertThat(IsoTime.utc(form.text()) != null).isEqualTo(form.isTaken());
        assertThat(IsoTime.instant(form.text()) != null).isEqualTo(form.isTaken());
        if (form.instant() != null) {
            assertThat(IsoTime.instant(form.text())).isEqualTo(form.instant());
            assertThat(IsoTime.utc(form.text()))
                    .isEqualTo(form.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    @Test
    void aLongTextIsJudgedInTime() {
        String digits = "1".repeat(100_000);

        assertThat(IsoTime.utc("2015-05-01T10:00:00." + digits + "Z")).isEqualTo("2015-05-01T10:00:00Z");
        assertThat(IsoTime.utc("2015-05-01T10:00:00." + digits + "z")).isNull();
        assertThat(IsoTime.utc(digits)).isNull();
    }
}

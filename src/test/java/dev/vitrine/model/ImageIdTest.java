package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIdTest {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";

    @ParameterizedTest
    @CsvSource({
        "70a599e0-31e7-49b7-b260-868f441e862b, true",
        "00000000-0000-0000-0000-000000000000, true",
        "70A599E0-31E7-49B7-B260-868F441E862B, false",
        "70a599e0-31e7-49b7-b260-868f441e862B, false"
    })
    void idIsKeptAsItWasWritten(String text, boolean canonical) {
        ImageId id = Objects.requireNonNull(ImageId.parse(text));

        assertThat(id).isEqualTo(ImageId.parse(text)).hasSameHashCodeAs(ImageId.parse(text));
        assertThat(id.text()).isEqualTo(text).hasToString(id.toString());
        assertThat(id.canonical()).isEqualTo(canonical);
        assertThat(id.equals(ImageId.parse(text.toLowerCase(Locale.ROOT)))).isEqualTo(canonical);
        assertThat(id).isNotEqualTo(ImageId.parse("f" + text.substring(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "70a599e031e749b7b260868f441e862b",
                "70a599e0-31e7-49b7-b260-868f441e862",
                "70a599e0-31e7-49b7-b260-868f441e862b0",
                "70a599e0-31e7-49b7-b260-868f441e862g",
                "70a599e0-31e7-49b7-b260_868f441e862b",
                "70a599e0-31e7-49b7-b260-868f441e862@",
                "70a599e0-31e7-49b7-b260-868f441e862`",
                "70a599e0-31e7-49b7-b260-868f441e862G",
                "70a599e0-31e7-49b7-b260-868f441e862/",
                "70a599e0-31e7-49b7-b260-868f441e862:",
                "70a599e0031e7-49b7-b260-868f441e862b",
                "../../../../../../../../../etc/passwd",
                "70a599e0-31e7-49b7-b260-868f441e862\uFF11",
                "70a599e0-31e7-49b7-b260-868f441e862\n"
            })
    void nothingElseIsAnId(String text) {
        assertThat(ImageId.parse(text)).isNull();
    }

    @Test
    void glancesSpellingMayDifferInCaseOnly() {
        ImageId id = Objects.requireNonNull(ImageId.parse("70A599E0-31e7-49b7-b260-868f441e862b"));

        assertThat(id.names(ID)).isTrue();
        assertThat(id.names(ID.replace('7', '8'))).isFalse();
    }
}

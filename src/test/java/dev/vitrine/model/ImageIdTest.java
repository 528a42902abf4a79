package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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
    void spellingOfAnIdIsKept(String text, boolean canonical) {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%08x-31e7-49b7-b260-868f441e862b",
                "70a599e0-31e7-49b7-b260-8000%08x",
                "%08x-0000-4000-8000-0000%1$08x"
            })
    void hashCodesOfSimilarIdsDifferInTheLowestBits(String form) {
        int ids = 4096;
        Set<Integer> ofLeading = new HashSet<>();
        Set<Integer> ofCounted = new HashSet<>();
        for (int i = 0; i < ids; i++) {
            ofLeading.add(hash(String.format(form, i << 20)) & (ids - 1));
            ofCounted.add(hash(String.format(form, i)) & (ids - 1));
        }

        // With as many random keys as buckets, 63 % of the buckets have one.
        assertThat(ofLeading.size()).isGreaterThan(ids * 55 / 100);
        assertThat(ofCounted.size()).isGreaterThan(ids * 55 / 100);
    }

    private static int hash(String text) {
        return Objects.requireNonNull(ImageId.parse(text)).hashCode();
    }

    @Test
    void idsHaveAnOrder() {
        List<ImageId> ids = Stream.of(ID, "8" + ID.substring(1), ID.replace('b', 'c'), ID.replace('b', 'B'))
                .map(ImageId::parse)
                .toList();
        for (ImageId one : ids) {
            for (ImageId other : ids) {
                assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
                assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            }
        }
    }

    @Test
    void glancesSpellingMayDifferInCaseOnly() {
        ImageId id = Objects.requireNonNull(ImageId.parse("70A599E0-31e7-49b7-b260-868f441e862b"));

        assertThat(id.names(ID)).isTrue();
        assertThat(id.names(ID.replace('7', '8'))).isFalse();
    }
}

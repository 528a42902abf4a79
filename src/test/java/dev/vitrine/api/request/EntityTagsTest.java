package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "*               | true  | true",
                "\"x\"           | true  | true",
                "W/\"x\"         | false | true",
                "w/\"x\"         | false | false",
                "W/ \"x\"        | false | false",
                "x               | false | false",
                "\"X\"           | false | false",
                "\"a\",\"x\"     | true  | true",
                ",, \"x\" ,      | true  | true",
                "\"a,b\",\"x\"   | true  | true",
                "\"a,\"x\",b\"   | false | false",
                "\"a\\\",\"x\"   | true  | true",
                "\"a\" \"x\"     | false | false",
                "*, \"a\"        | false | false",
                "*, \"x\"        | true  | true",
                "\"x             | false | false",
                "\"\"            | false | false",
                "\"x\";q=1       | false | false",
                "'x'             | false | false",
                "\"x\",\"x\"     | true  | true",
                "W/\"a\",\"x\"   | true  | true",
                "\"a\",W/\"x\"   | false | true",
                "\"W/x\"         | false | false",
                "*x              | false | false",
                "**              | false | false",
                "\" x\"          | false | false",
                "\"*\"           | false | false"
            })
    void tagsAreComparedStronglyAndWeakly(String header, boolean isStrong, boolean isWeak) {
        EntityTags tags = EntityTags.parse(header);

        assertThat(tags.has("\"x\"")).isEqualTo(isStrong);
        assertThat(tags.mayHave("\"x\"", true)).isEqualTo(isWeak);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "*           | true  | true",
                "``          | true  | false",
                " , ,        | true  | false",
                "\"a\"       | true  | false",
                "\"a\", W/\"b\" | true | false",
                "a           | false | true",
                "\"a\", *    | false | true",
                "\"a\", b    | false | true",
                "\"a         | false | true"
            })
    void whatIsNoTagMayBeMeantForOne(String header, boolean isWellFormed, boolean mayHave) {
        EntityTags tags = EntityTags.parse(header);

        assertThat(tags.isWellFormed()).isEqualTo(isWellFormed);
        assertThat(tags.mayHave("\"x\"", false)).isEqualTo(mayHave);
    }

    @ParameterizedTest
    @CsvSource({"*, true", "'\"x\"', false"})
    void withoutATagOnlyTheAsteriskMatches(String header, boolean matches) {
        assertThat(EntityTags.parse(header).has(null)).isEqualTo(matches);
        assertThat(EntityTags.parse(header).mayHave(null, true)).isEqualTo(matches);
    }
}

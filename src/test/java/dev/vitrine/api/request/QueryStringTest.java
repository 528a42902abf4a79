package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {

    @Test
    void noQueryAndAnEmptyOneHaveNoParameters() {
        assertThat(parse(null).parameters()).isEmpty();
        assertThat(parse("").parameters()).isEmpty();
        assertThat(parse("&;&&;").parameters()).isEmpty();
    }

    @Test
    void ampersandsAndSemicolonsSeparateParameters() {
        assertThat(parse("b=1;a=2&;c=3").parameters())
                .containsExactly(entry("a", "2"), entry("b", "1"), entry("c", "3"));
    }

    @Test
    void theLastOfARepeatedParameterCounts() {
        assertThat(parse("limit=1&limit=2;limit=3").get("limit")).isEqualTo("3");
    }

    @Test
    void namesDifferByTheirCase() {
        assertThat(parse("Limit=1").get("limit")).isNull();
    }

    @Test
    void onlyTheFirstEqualsSignEndsAName() {
        assertThat(parse("a=b=c&d&=e").parameters()).containsExactly(entry("", "e"), entry("a", "b=c"), entry("d", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "a+b, 'a b'",
        "a%20b, 'a b'",
        "a%2Bb, a+b",
        "%26%3b%3D, '&;='",
        "%c3%a9, é",
        "%E2%98%83, ☃",
        "%25zz, %zz",
        "%, %",
        "50%+off, 50% off",
        "%2, %2",
        "%zz, %zz",
        "a%, a%",
        "%%41, %A",
        "%4%41, %4A",
        "%+1, '% 1'",
        "%-1, %-1",
        "%u00e9, %u00e9",
        "100%25%, 100%%",
        "%%%, %%%",
        "%0, %0",
        "%g1, %g1",
        "%2+5, '%2 5'",
        "%2%35, %25",
        "a%2Fb%, a/b%",
        "%E2%98%83%, ☃%",
        "%%E2%98%83, %☃",
        "%2b%, '+%'",
        "%F0%9F%98%80%f, \uD83D\uDE00%f",
        "a?b/c:d@e!$()*, a?b/c:d@e!$()*",
        "[a]{b}|c^d\"<>, [a]{b}|c^d\"<>"
    })
    void formEncodingIsTakenOffOnceAndABarePercentSignIsItself(String raw, String text) {
        assertThat(parse("x=" + raw).get("x")).isEqualTo(text);
        assertThat(parse(raw + "=x").get(text)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%c3",
                "%ff",
                "%c0%af",
                "%ed%a0%80",
                "%f5%80%80%80",
                "%00",
                "%%ff",
                "%c3%",
                "%zz%ff",
                "%80",
                "%C3%28",
                "%f0%9f%98",
                "%e2%98%zz",
                "%c3+%a9",
                "%fe%ff",
                "%ed%b0%80",
                "50%+%e9",
                "%C0%80",
                "%\u00e9%f5"
            })
    void whatIsNoUtf8IsNoQuery(String raw) {
        assertThat(QueryString.parse("a=1&x=" + raw)).isNull();
        assertThat(QueryString.parse("a=1;" + raw)).isNull();
    }

    @Test
    void aMarkerTakesThePlaceOfTheOneThatWasSentAndAllIsSorted() {
        assertThat(parse("status=ACTIVE&marker=old&limit=2&Name=x").withMarker("new"))
                .isEqualTo("?Name=x&limit=2&marker=new&status=ACTIVE");
        assertThat(parse(null).withMarker("new")).isEqualTo("?marker=new");
    }

    @Test
    void parametersAreSentBackOncePerNameAndFormEncoded() {
        assertThat(parse("name=a%20b%2B%26%3B%3D%22%3C%27%C3%A9~*&name=a+b%2b%26%3b%3d%22%3c%27%c3%a9~*&empty")
                        .withMarker("m"))
                .isEqualTo("?empty=&marker=m&name=a+b%2B%26%3B%3D%22%3C%27%C3%A9~%2A");
    }

    @Test
    void whatIsSentBackReadsAsItWas() {
        QueryString first = parse("q=%25+%2520&r=%E2%98%83%0A&s=;t");

        assertThat(parse(first.withMarker("m").substring(1)).withMarker("m")).isEqualTo(first.withMarker("m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=50%+off", "%=%", "a=%zz&b=%2"})
    void aBarePercentSignIsSentBackEscaped(String query) {
        QueryString first = parse(query);

        assertThat(first.withMarker("m")).doesNotContain("%&").doesNotContain("%zz");
        assertThat(parse(first.withMarker("m").substring(1)).withMarker("m")).isEqualTo(first.withMarker("m"));
    }

    private static QueryString parse(String query) {
        return Objects.requireNonNull(QueryString.parse(query));
    }
}

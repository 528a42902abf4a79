package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathSegmentsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/a/b,        'a|b'",
        "a/b,         'a|b'",
        "//a///b,     'a|b'",
        "/a/b/,       'a|b|'",
        "/a//,        'a|'",
        "/a%2Fb/c,    'a/b|c'",
        "/a%2fb,      'a/b'",
        "/%61%2525,   'a%25'",
        "/a+b,        'a+b'",
        "/%C3%BC,     'ü'",
        "/%F0%9F%98%80, '\uD83D\uDE00'",
        "/ü%20x,      'ü x'",
        "/./../a,     '.|..|a'",
        "/%2E%2e/a,   '..|a'",
        "/a;b=c,      'a;b=c'"
    })
    void eachSegmentIsDecodedOnce(String path, String segments) {
        assertThat(PathSegments.of(path)).isEqualTo(List.of(segments.split("\\|", -1)));
    }

    @Test
    void pathWithoutSegmentsHasNone() {
        assertThat(PathSegments.of("")).isEmpty();
        assertThat(PathSegments.of("/")).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%4",
                "/a%zz",
                "/%4g",
                "/a/%%41",
                "/%00",
                "/a%0Ab",
                "/%0d",
                "/%7F",
                "/%C2%85",
                "/%FF",
                "/%C3",
                "/%C3/%BC",
                "/%ED%A0%80",
                "/%C0%AF",
                "/a\tb",
                "/%-1",
                "/%+1"
            })
    void whatCannotBeDecodedIsNoPath(String path) {
        assertThat(PathSegments.of(path)).isNull();
    }
}

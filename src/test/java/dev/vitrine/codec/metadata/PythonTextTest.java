package dev.vitrine.codec.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what Python 3.11 prints. */
class PythonTextTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null | None
            true | True
            false | False
            0 | 0
            -0 | 0
            -7 | -7
            12345678901234567890123456789012 | 12345678901234567890123456789012
            [] | []
            {} | {}
            [1,[],{}] | [1, [], {}]
            {"b":1,"a":[null,true]} | {'b': 1, 'a': [None, True]}
            "" | ''
            "a" | 'a'
            "it's" | "it's"
            "\\"" | '"'
            "'\\"" | '\\'"'
            "\\\\" | '\\\\'
            "a\\tb\\nc\\rd" | 'a\\tb\\nc\\rd'
            "\\u0001\\u007f\\u0085\\u00a0\\u00ad" | '\\x01\\x7f\\x85\\xa0\\xad'
            "é日😀" | 'é日😀'
            "\\u200b\\u2028\\ue000\\ufeff" | '\\u200b\\u2028\\ue000\\ufeff'
            "\\udb40\\udc01" | '\\U000e0001'
            {"it's":"\\""} | {"it's": '"'}
            ["a\\\\'b"] | ["a\\\\'b"]
            """)
    void valueIsWrittenAsByPython(String json, String python) throws InvalidBodyException {
        assertThat(PythonText.repr(JsonBodyParser.parse(json))).isEqualTo(python);
    }

    @Test
    void onlyATopLevelStringIsUnquoted() throws InvalidBodyException {
        assertThat(PythonText.str(JsonBodyParser.parse("\"it's\\n\""))).isEqualTo("it's\n");
        assertThat(PythonText.str(JsonBodyParser.parse("[\"a\"]"))).isEqualTo("['a']");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1.0, 1.0",
        "100.0, 100.0",
        "1E3, 1000.0",
        "-0.0, -0.0",
        "-1.50, -1.5",
        "0.1, 0.1",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.2345e-7, 1.2345e-07",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "123456789012345678.0, 1.2345678901234568e+17",
        "9007199254740993.0, 9007199254740992.0",
        "2.0e-3, 0.002",
        "2e23, 2e+23",
        "1e23, 1e+23",
        "8.41e21, 8.41e+21",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "1e-310, 1e-310",
        "4.9e-324, 5e-324",
        "5.6843418860808015e-14, 5.684341886080802e-14",
        "2e-323, 2e-323",
        "1e400, inf",
        "-1e400, -inf",
        "1e-400, 0.0"
    })
    void floatHasTheFewestDigits(String json, String python) throws InvalidBodyException {
        assertThat(PythonText.repr(JsonBodyParser.parse(json))).isEqualTo(python);
    }
}

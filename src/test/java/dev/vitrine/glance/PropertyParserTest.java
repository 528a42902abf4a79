package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyParserTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'text'                     | 'text'                     | text",
                "''                         | ''                         | ``",
                "'5'                        | '5'                        | 5",
                "null                       | null                       | None",
                "true                       | true                       | True",
                "false                      | false                      | False",
                "5                          | 5                          | 5",
                "-0.50                      | -0.50                      | -0.50",
                "1e400                      | 1e400                      | 1e400",
                "123456789012345678901234567890 | 123456789012345678901234567890 | 123456789012345678901234567890",
                "[]                         | []                         | []",
                "{}                         | {}                         | {}",
                "[1, 'a', null, [true], {}] | [1,'a',null,[true],{}]     | [1,'a',null,[true],{}]",
                "{'b': 1, 'a': {'d': [], 'c': 'é'}} | {'a':{'c':'é','d':[]},'b':1} | {'a':{'c':'é','d':[]},'b':1}",
                "{'a': 1.10, 'B': 2}        | {'B':2,'a':1.10}           | {'B':2,'a':1.10}",
                "['<&>']                    | ['<&>']                    | ['&lt;&amp;&gt;']",
            })
    void valueIsShownInEachFormat(String glance, String json, String xml) {
        Image image = Records.imageWith("'p':" + glance + ",'after':'x'");

        assertThat(document(image, Format.JSON))
                .contains("\"metadata\":{\"after\":\"x\",\"p\":" + json.replace('\'', '"') + "}");
        assertThat(document(image, Format.XML))
                .contains("<metadata><meta key=\"p\">" + xml.replace('\'', '"')
                        + "</meta><meta key=\"after\">x</meta></metadata>");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[]                      | []",
                "[{'b': 1, 'a': null}]   | [{'a':null,'b':1}]",
                "{'device': '/dev/vda'}  | {'device':'/dev/vda'}",
                "[{'size': 1.50}]        | [{'size':1.50}]",
            })
    void jsonInATextBecomesJson(String text, String json) {
        for (String key : new String[] {"block_device_mapping", "mappings"}) {
            Image image = withText(key, text.replace('\'', '"'));

            assertThat(document(image, Format.JSON))
                    .contains("\"metadata\":{\"" + key + "\":" + json.replace('\'', '"') + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[{oops",
                "5",
                "null",
                "true",
                "\"x\"",
                "[] []",
                "[]x",
                "{\"a\":NaN}",
                "[1,]",
                "\0",
                "[1e99999999999]",
                "[-1E+2147483648]",
                "{\"a\":1e-99999999999}",
                "[Infinity]",
                "[01]",
                "[+1]",
                "[.5]",
                "[5.]",
                "{'a':1}",
                "{a:1}",
                "[1]//",
                "\ufeff[]"
            })
    void whatIsNoListOrObjectStaysAText(String text) {
        assertStaysAText("block_device_mapping", text);
    }

    @Test
    void whatIsNestedTooDeeplyStaysAText() {
        assertStaysAText("mappings", "[".repeat(33) + "]".repeat(33));
        assertStaysAText("mappings", "[".repeat(100_000));
    }

    @Test
    void anyOtherTextStaysAText() {
        assertStaysAText("bdm_v2", "[]");
    }

    private static void assertStaysAText(String key, String text) {
        assertThat(document(withText(key, text), Format.JSON))
                .contains("\"metadata\":{\"" + key + "\":" + TextNode.valueOf(text) + "}");
    }

    private static Image withText(String key, String text) {
        return Records.image((Records.LEAST + ",\"" + key + "\":" + TextNode.valueOf(text) + "}").getBytes(UTF_8));
    }

    private static String document(Image image, Format format) {
        return new String(
                ImageDocument.of(image, new View(format, false, false)).fill(new Links("", "", "", 0)), UTF_8);
    }
}

package dev.vitrine.codec.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation for {@code /v1.1} and {@code /v2}. */
class LegacyMetadataValidatorTest {
    private static final String MALFORMED = "Malformed request body";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | `` | The server could not comply with the request since it is either malformed or otherwise incorrect.
            k    | `` | The server could not comply with the request since it is either malformed or otherwise incorrect.
            PUT  | `` | Malformed request body
            POST | null | Malformed request body
            k    | [] | Malformed request body
            PUT  | {} | Malformed request body
            POST | {} | Malformed request body
            k    | {} | Incorrect request body format
            k    | {"metadata":{"k":"v"}} | Incorrect request body format
            k    | {"meta":null} | Malformed request body
            k    | {"meta":{"j":"v"}} | Request body and URI mismatch
            k    | {"meta":{"j":"v","i":"v"}} | Request body and URI mismatch
            k    | {"meta":{"k":"1","j":"2"}} | Request body contains too many items
            k    | {"meta":{}} | Request body and URI mismatch
            POST | {"metadata":{"":"x"}} | Image metadata key cannot be blank
            PUT  | {"metadata":{"<256>":"x"}} | Image metadata key too long
            <256> | {"meta":{"<256>":"x"}} | Image metadata key too long
            PUT  | {"metadata":null} | Malformed request body
            POST | {"metadata":[]} | Malformed request body
            PUT  | {"metadata":"k"} | Malformed request body
            PUT  | {"metadata":{"k":{}}} | Malformed request body
            POST | {"metadata":{"k":[1]}} | Malformed request body
            POST | {"metadata":{"a\\nb":"x"}} | Malformed request body
            """)
    void invalidJsonIsRejectedWithIcehousesMessage(String operation, String body, String message) {
        assertThat(Bodies.LEGACY.json(Bodies.write(Bodies.expanded(operation)), Bodies.expanded(body)))
                .isEqualTo(Bodies.refused(message));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | `` | The server could not comply with the request since it is either malformed or otherwise incorrect.
            PUT  | `` | Malformed request body
            PUT  | <nothing/> | Malformed request body
            POST | <meta key="k">v</meta> | Malformed request body
            k    | <metadata><meta key="k">v</meta></metadata> | Malformed request body
            k    | <meta key="j">v</meta> | Request body and URI mismatch
            k    | <meta>v</meta> | Request body and URI mismatch
            PUT  | <metadata><meta>v</meta></metadata> | Image metadata key cannot be blank
            PUT  | <metadata><meta xmlns:x="urn:x" x:key="k">v</meta></metadata> | Image metadata key cannot be blank
            PUT  | <metadata><meta key="">v</meta></metadata> | Image metadata key cannot be blank
            POST | <metadata><meta key="<256>">v</meta></metadata> | Image metadata key too long
            POST | <metadata><meta key="a&#9;b">v</meta></metadata> | Malformed request body
            """)
    void invalidXmlIsRejectedWithIcehousesMessage(String operation, String body, String message) {
        assertThat(Bodies.LEGACY.xml(Bodies.write(operation), Bodies.expanded(body)))
                .isEqualTo(Bodies.refused(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true | True
            false | False
            1 | 1
            -0 | 0
            1.0 | 1.0
            1E3 | 1000.0
            12345678901234567890123456789012 | 12345678901234567890123456789012
            "" | ``
            "<256>" | <256>
            "a'b" | a'b
            """)
    void scalarBecomesText(String json, String text) {
        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, Bodies.expanded("{\"metadata\":{\"k\":" + json + "}}")))
                .isEqualTo(Bodies.values(Map.of("k", Bodies.expanded(text))));
    }

    @Test
    void nullStaysNull() {
        assertThat(Bodies.LEGACY.json(MetadataWrite.set("k"), "{\"meta\":{\"k\":null}}"))
                .isEqualTo(Bodies.values(Collections.singletonMap("k", null)));
    }

    @Test
    void keyMayHaveAllButControlCharacters() {
        assertThat(Bodies.LEGACY.json(
                        MetadataWrite.set("a/b~ é\uD83D\uDE00"), "{\"meta\":{\"a/b~ é\uD83D\uDE00\":\"v\"}}"))
                .isEqualTo(Bodies.values(Map.of("a/b~ é\uD83D\uDE00", "v")));
        assertThat(Bodies.LEGACY.xml(MetadataWrite.set("a<\"é"), "<meta key='a&lt;&quot;&#xe9;'>v</meta>"))
                .isEqualTo(Bodies.values(Map.of("a<\"é", "v")));
    }

    @Test
    void unknownTopLevelMembersAreDropped() {
        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, "{\"x\":[{}],\"metadata\":{\"k\":\"v\"}}"))
                .isEqualTo(Bodies.values(Map.of("k", "v")));
    }

    @Test
    void emptyMetadataIsNoItems() {
        assertThat(Bodies.LEGACY.json(MetadataWrite.REPLACE, "{\"metadata\":{}}"))
                .isEqualTo(Bodies.values(Map.of()));
        assertThat(Bodies.LEGACY.xml(MetadataWrite.REPLACE, "<metadata/>")).isEqualTo(Bodies.values(Map.of()));
    }

    @Test
    void laterMetaReplacesAnEarlierOneWithTheSameKey() {
        MetadataOutcome outcome = Bodies.LEGACY.xml(MetadataWrite.REPLACE, """
                <metadata><meta key="k">1</meta><meta key="j">2</meta><meta key="k">3</meta></metadata>""");

        Map<String, String> items = new LinkedHashMap<>();
        items.put("k", "3");
        items.put("j", "2");
        assertThat(outcome).isEqualTo(Bodies.values(items));
        assertThat(((MetadataOutcome.Values) outcome).items().keySet())
                .containsExactlyElementsOf(Arrays.asList("k", "j"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <meta key="k"> v </meta> | ` v `
            <meta key="k"></meta> | ``
            <meta key="k"/> | ``
            <n:meta xmlns:n="urn:other" key="k">v</n:meta> | v
            <meta key="k">a<b key="x">no<c/></b>b<!-- no --><?no no?>c</meta> | abc
            <meta key="k">a<meta key="j">no</meta>b</meta> | ab
            <meta key="k">a<![CDATA[<&]]>b</meta> | a<&b
            <meta key="k">&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</meta> | <>&"'A😀
            """)
    void valueIsTheTextOfTheElementItself(String body, String text) {
        assertThat(Bodies.LEGACY.xml(MetadataWrite.set("k"), body)).isEqualTo(Bodies.values(Map.of("k", text)));
    }

    @Test
    void elementsBesideMetaAreIgnored() {
        assertThat(Bodies.LEGACY.xml(MetadataWrite.MERGE, """
                <metadata>x<other key="a"><meta key="b">n</meta></other><meta key="k">v</meta>y</metadata>""")).isEqualTo(Bodies.values(Map.of("k", "v")));
    }

    @Test
    void malformedBodyAndEmptyBodyHaveDifferentMessages() {
        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, " ")).isEqualTo(Bodies.refused(MALFORMED));
        assertThat(Bodies.LEGACY.xml(MetadataWrite.MERGE, " ")).isEqualTo(Bodies.refused(MALFORMED));
    }
}

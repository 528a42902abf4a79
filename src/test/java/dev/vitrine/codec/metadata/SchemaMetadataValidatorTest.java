package dev.vitrine.codec.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation for {@code /v2.1}; the expected messages come from Nova's schema and jsonschema 4.26. */
class SchemaMetadataValidatorTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | ``   | None is not of type 'object'
            PUT  | ``   | None is not of type 'object'
            k    | ``   | None is not of type 'object'
            POST | null | None is not of type 'object'
            PUT  | [1]  | [1] is not of type 'object'
            k    | "it's" | "it's" is not of type 'object'
            PUT  | {}   | 'metadata' is a required property
            POST | {}   | 'metadata' is a required property
            k    | {}   | 'meta' is a required property
            k    | {"metadata":{"k":"v"}} | 'meta' is a required property
            k    | {"meta":{"j":"v"}} | Request body and URI mismatch
            k    | {"meta":{"k":"1","j":"2"}} | Invalid input for field/attribute meta. Value: {'k': '1', 'j': '2'}. {'k': '1', 'j': '2'} has too many properties
            k    | {"meta":{}} | Invalid input for field/attribute meta. Value: {}. {} should be non-empty
            POST | {"metadata":{"":"x"}} | Invalid input for field/attribute metadata. Value: {'': 'x'}. '' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            k    | {"meta":{"":"x"}} | Invalid input for field/attribute meta. Value: {'': 'x'}. '' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            PUT  | {"metadata":{"a/b":"c"}} | Invalid input for field/attribute metadata. Value: {'a/b': 'c'}. 'a/b' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            PUT  | {"metadata":{"b/c":"x","a/b":1}} | Invalid input for field/attribute metadata. Value: {'b/c': 'x', 'a/b': 1}. 'a/b', 'b/c' do not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            POST | {"metadata":{"<256>":"x"}} | Invalid input for field/attribute metadata. Value: {'<256>': 'x'}. '<256>' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            POST | {"metadata":{"k":"<256>"}} | Invalid input for field/attribute k. Value: <256>. '<256>' is too long
            POST | {"metadata":{"k":1}} | Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'
            POST | {"metadata":{"k":true}} | Invalid input for field/attribute k. Value: True. True is not of type 'string'
            k    | {"meta":{"k":null}} | Invalid input for field/attribute k. Value: None. None is not of type 'string'
            PUT  | {"metadata":{"k":{"a":[]}}} | Invalid input for field/attribute k. Value: {'a': []}. {'a': []} is not of type 'string'
            PUT  | {"metadata":null} | Invalid input for field/attribute metadata. Value: None. None is not of type 'object'
            POST | {"metadata":"x"} | Invalid input for field/attribute metadata. Value: x. 'x' is not of type 'object'
            k    | {"meta":[]} | Invalid input for field/attribute meta. Value: []. [] is not of type 'object'
            POST | {"metadata":{},"x":1} | Additional properties are not allowed ('x' was unexpected)
            POST | {"y":1,"metadata":{},"x":1} | Additional properties are not allowed ('x', 'y' were unexpected)
            """)
    void invalidBodyIsRejectedWithTheMessageOfTheSchema(String operation, String body, String message) {
        assertThat(Bodies.V21.json(Bodies.write(operation), Bodies.expanded(body)))
                .isEqualTo(Bodies.refused(Bodies.expanded(message)));
    }

    /** Only the first error is in the message, so the order of checks is visible to clients. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | {"x":1} | 'metadata' is a required property
            POST | {"metadata":null,"x":1} | Additional properties are not allowed ('x' was unexpected)
            POST | {"metadata":{"k":1,"a/b":"x"}} | Invalid input for field/attribute metadata. Value: {'k': 1, 'a/b': 'x'}. 'a/b' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'
            POST | {"metadata":{"k":"","j":2,"i":1}} | Invalid input for field/attribute j. Value: 2. 2 is not of type 'string'
            k    | {"meta":{"i":"","j":2}} | Invalid input for field/attribute j. Value: 2. 2 is not of type 'string'
            k    | {"meta":{"i":"","j":""}} | Invalid input for field/attribute meta. Value: {'i': '', 'j': ''}. {'i': '', 'j': ''} has too many properties
            """)
    void messageHasTheFirstError(String operation, String body, String message) {
        assertThat(Bodies.V21.json(Bodies.write(operation), body)).isEqualTo(Bodies.refused(message));
    }

    @Test
    void itemsKeepTheirOrder() {
        MetadataOutcome outcome =
                Bodies.V21.json(MetadataWrite.MERGE, "{\"metadata\":{\"b\":\"1\",\"a\":\"\",\"c\":\"3\"}}");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MetadataOutcome.Values.class,
                        values ->
                                assertThat(List.copyOf(values.items().keySet())).containsExactly("b", "a", "c"));
    }

    @Test
    void emptyObjectIsNoItems() {
        assertThat(Bodies.V21.json(MetadataWrite.REPLACE, "{\"metadata\":{}}")).isEqualTo(Bodies.values(Map.of()));
    }

    @Test
    void lengthOfAValueIsInCodePoints() {
        String value = "\uD83D\uDE00".repeat(255);

        assertThat(Bodies.V21.json(MetadataWrite.set("k"), "{\"meta\":{\"k\":\"" + value + "\"}}"))
                .isEqualTo(Bodies.values(Map.of("k", value)));
    }

    @Test
    void longestKeyAndEveryCharacterOfThePatternAreAccepted() {
        assertThat(Bodies.V21.json(MetadataWrite.set("aZ09-_:. "), "{\"meta\":{\"aZ09-_:. \":\"v\"}}"))
                .isEqualTo(Bodies.values(Map.of("aZ09-_:. ", "v")));
        assertThat(Bodies.V21.json(MetadataWrite.MERGE, Bodies.expanded("{\"metadata\":{\"<255>\":\"<255>\"}}")))
                .isEqualTo(Bodies.values(Map.of("v".repeat(255), "v".repeat(255))));
    }
}

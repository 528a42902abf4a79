package dev.vitrine.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents are read as Jackson's object mapper reads them. */
class JsonTreeTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "null",
                "\"text\"",
                "{\"a\": {\"b\": [1, [], {}, \"x\", true, false, null, 1.5, 12345678901234567890, -7, 1e400]}}",
                "{\"a\": 1, \"b\": {\"c\": 2}, \"a\": {\"d\": \"\\u00e9 \\n\"}}",
                "{\"a\": 1} {\"b\": 2}",
                "{\"a\": 1} and what is no JSON"
            })
    void readsAsTheMapper(String json) throws IOException {
        JsonNode read = JsonTree.read(json.getBytes(UTF_8));
        JsonNode expected = MAPPER.readTree(json.getBytes(UTF_8));

        assertThat(read.getNodeType()).isEqualTo(expected.getNodeType());
        assertThat(read.toString()).isEqualTo(expected.toString());
        assertThat(read.asText()).isEqualTo(expected.asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1", "{\"a\"", "{\"a\":", "{\"a\": 1,", "[1,]", "{\"a\" 1}", "}", "]", "tru", "<a/>"})
    void failsWhereTheMapperFails(String json) {
        assertThatThrownBy(() -> MAPPER.readTree(json.getBytes(UTF_8))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JsonTree.read(json.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 100_000})
    void depthIsBounded(int depth) {
        assertThatThrownBy(() -> JsonTree.read("[".repeat(depth).getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }
}

package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Parses JSON request bodies: exactly one value, within bounds on depth and length, without duplicate members. */
final class JsonBodyParser {
    private static final int MAX_NAME = 255;
    private static final int MAX_STRING = 64 * 1024;

    /** The depth of metadata keys. Their length is checked later, since too long ones have a message of their own. */
    private static final int KEY_DEPTH = 2;

    /**
     * Field names are not canonicalised, because clients could fill that table, which outlives the request. The parser
     * does not bound strings and names, because it has one limit for both and two are needed: see {@link #isValid}.
     */
    private static final ObjectMapper TREES = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxNumberLength(32)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBodyParser() {}

    /** Returns the parsed value. A blank text is malformed. */
    static JsonNode parse(String text) throws InvalidBodyException {
        JsonNode tree;
        try {
            tree = TREES.readTree(text);
        } catch (JsonProcessingException e) {
            throw InvalidBodyException.malformed();
        }
        if (tree.isMissingNode() || !isValid(tree, 1)) {
            throw InvalidBodyException.malformed();
        }
        return tree;
    }

    private static boolean isValid(JsonNode node, int depth) {
        if (node.isTextual()) {
            return node.textValue().length() <= MAX_STRING && StrictText.isValid(node.textValue());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            if (!StrictText.isValid(name) || (depth != KEY_DEPTH && StrictText.length(name) > MAX_NAME)) {
                return false;
            }
        }
        for (JsonNode inner : node) {
            if (!isValid(inner, depth + 1)) {
                return false;
            }
        }
        return true;
    }
}

package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Reads JSON from a client: one value, well within bounds, or nothing. */
final class JsonBody {
    private static final int MAX_NAME = 255;
    private static final int MAX_STRING = 64 * 1024;

    /** Where the keys of metadata are: they have a message of their own for being too long. */
    private static final int KEY_DEPTH = 2;

    /**
     * Names of members are not canonicalised: that table outlives the request, and clients would fill it. Texts may be
     * as long as the body here, since the parser has one limit for strings and names where there have to be two.
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

    private JsonBody() {}

    /** Returns the value in the text. A text of blanks holds none, and is refused. */
    static JsonNode tree(String text) throws RefusedBody {
        JsonNode tree;
        try {
            tree = TREES.readTree(text);
        } catch (JsonProcessingException e) {
            throw RefusedBody.malformed();
        }
        if (tree.isMissingNode() || !isSound(tree, 1)) {
            throw RefusedBody.malformed();
        }
        return tree;
    }

    private static boolean isSound(JsonNode node, int depth) {
        if (node.isTextual()) {
            return node.textValue().length() <= MAX_STRING && StrictText.isWhole(node.textValue());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            if (!StrictText.isWhole(name) || (depth != KEY_DEPTH && StrictText.length(name) > MAX_NAME)) {
                return false;
            }
        }
        for (JsonNode inner : node) {
            if (!isSound(inner, depth + 1)) {
                return false;
            }
        }
        return true;
    }
}

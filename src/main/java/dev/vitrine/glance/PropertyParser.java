package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vitrine.model.CodePointOrder;
import dev.vitrine.model.PropertyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the value of a custom property into the form that the Compute API shows. */
final class PropertyParser {
    static final int MAX_DEPTH = 32;

    /** What reads JSON as trees. It takes a tenth of a start, up to the first response, and few images have such a property. */
    private static final class Trees {
        static final ObjectMapper WHOLE = JsonMapper.builder()
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        static {
            WHOLE.getFactory()
                    .setStreamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build());
        }

        /** For a value inside a record, which more tokens follow. */
        static final ObjectReader NESTED = WHOLE.reader()
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    private PropertyParser() {}

    /** Reads the value at the parser's current token, to its end if it is an object or a list. */
    static PropertyValue value(String key, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> PropertyValue.NULL;
            case VALUE_TRUE -> PropertyValue.TRUE;
            case VALUE_FALSE -> PropertyValue.FALSE;
            case VALUE_STRING -> text(key, json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> PropertyValue.json(json.getText());
            default -> PropertyValue.json(sorted(Trees.NESTED.<JsonNode>readTree(json)));
        };
    }

    /**
     * Two properties hold JSON in a string, and clients (jclouds is one) expect it as JSON. A string that is not JSON stays a
     * string; Nova answered 500, for every list with that image too.
     */
    private static PropertyValue text(String key, String text) {
        if (key.equals("block_device_mapping") || key.equals("mappings")) {
            PropertyValue parsed = parsed(text);
            if (parsed != null) {
                return parsed;
            }
        }
        return new PropertyValue.Text(WellFormed.text(text));
    }

    /** Jackson's trees report a number beyond all bounds with the JDK's exception. */
    private static @Nullable PropertyValue parsed(String text) {
        try {
            JsonNode node = Trees.WHOLE.readTree(text);
            return node.isContainerNode() ? PropertyValue.json(sorted(node)) : null;
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    private static String sorted(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return WellFormed.text(out.toString());
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            names.sort(CodePointOrder.INSTANCE);
            String separator = "{";
            for (String name : names) {
                out.append(separator).append(TextNode.valueOf(name)).append(':');
                write(node.get(name), out);
                separator = ",";
            }
            out.append(names.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                write(node.get(i), out);
            }
            out.append(']');
        } else {
            out.append(node);
        }
    }
}

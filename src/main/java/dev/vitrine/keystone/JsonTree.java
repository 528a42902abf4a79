package dev.vitrine.keystone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads Keystone's documents as trees, as Jackson's object mapper does: of two members with one name the last one counts, and
 * what follows the document is not read. The mapper itself maps to classes, too: to make one takes a tenth of a start, up to
 * the first response.
 */
final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    /** Returns the document; a missing node if there is none. */
    static JsonNode read(byte[] body) throws IOException {
        try (JsonParser in = JSON.createParser(body)) {
            return in.nextToken() == null ? MissingNode.getInstance() : value(in);
        }
    }

    /** The parser bounds the depth. */
    private static JsonNode value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode object(JsonParser in) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            object.set(name, value(in));
        }
        return object;
    }

    private static JsonNode array(JsonParser in) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(in));
        }
        return array;
    }
}

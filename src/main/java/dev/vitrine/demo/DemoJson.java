package dev.vitrine.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Parses and writes JSON documents. */
final class DemoJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DemoJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Returns the parsed document; a missing node if the body is not JSON. */
    static JsonNode read(Buffer body) {
        try {
            return MAPPER.readTree(body.getBytes());
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    static Buffer write(JsonNode document) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(document));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}

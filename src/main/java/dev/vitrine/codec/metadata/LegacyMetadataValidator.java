package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates a decoded body on a mount with a legacy profile, with the messages of Icehouse's {@code image_metadata.py}.
 *
 * <p>Icehouse accepted nearly anything. It took a {@code PUT} without metadata for one with empty metadata, which
 * deleted all metadata of the image. Such a request is rejected here.
 */
final class LegacyMetadataValidator {
    private static final int MAX_KEY = 255;

    private LegacyMetadataValidator() {}

    /** Returns the items of the body, in its order. */
    static Map<String, @Nullable String> items(MetadataWrite write, JsonNode body) throws InvalidBodyException {
        JsonNode object = object(write, body);
        if (write.isSet()) {
            checkSingle(write.key(), object);
        }
        Map<String, @Nullable String> items = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            checkKey(member.getKey());
            items.put(member.getKey(), value(member.getValue()));
        }
        return items;
    }

    private static JsonNode object(MetadataWrite write, JsonNode body) throws InvalidBodyException {
        if (body.isMissingNode()) {
            throw noBody(write);
        }
        JsonNode object = body.get(write.member());
        if (body.isObject() && object == null && write.isSet()) {
            throw InvalidBodyException.badRequest("Incorrect request body format");
        }
        if (object == null || !object.isObject()) {
            throw InvalidBodyException.malformed();
        }
        return object;
    }

    /** Nova called the method without its argument and webob's message was sent; a {@code PUT metadata} was a 500. */
    private static InvalidBodyException noBody(MetadataWrite write) {
        return write.kind() == MetadataWrite.Kind.REPLACE
                ? InvalidBodyException.malformed()
                : InvalidBodyException.badRequest(
                        "The server could not comply with the request since it is either malformed or"
                                + " otherwise incorrect.");
    }

    private static void checkSingle(String key, JsonNode object) throws InvalidBodyException {
        if (!object.has(key)) {
            throw InvalidBodyException.badRequest("Request body and URI mismatch");
        }
        if (object.size() > 1) {
            throw InvalidBodyException.badRequest("Request body contains too many items");
        }
    }

    private static void checkKey(String key) throws InvalidBodyException {
        if (key.isEmpty()) {
            throw InvalidBodyException.badRequest("Image metadata key cannot be blank");
        }
        if (StrictText.length(key) > MAX_KEY) {
            throw InvalidBodyException.badRequest("Image metadata key too long");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw InvalidBodyException.malformed();
        }
    }

    /** Nova passed every value but null through {@code str()} before it sent it to Glance. */
    private static @Nullable String value(JsonNode value) throws InvalidBodyException {
        if (value.isContainerNode()) {
            throw InvalidBodyException.malformed();
        }
        return value.getNodeType() == JsonNodeType.NULL ? null : PythonText.str(value);
    }
}

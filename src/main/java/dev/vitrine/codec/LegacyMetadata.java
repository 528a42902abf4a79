package dev.vitrine.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of {@code /v1.1} and {@code /v2} over a decoded body, in the words of Icehouse's
 * {@code image_metadata.py}.
 *
 * <p>Icehouse took nearly anything, and read a {@code PUT} without metadata as one of no metadata. That wiped the image
 * and is refused here.
 */
final class LegacyMetadata {
    private static final int MAX_KEY = 255;

    private LegacyMetadata() {}

    /** Returns the items of the body. */
    static Map<String, @Nullable String> items(MetadataWrite write, JsonNode body) throws RefusedBody {
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

    private static JsonNode object(MetadataWrite write, JsonNode body) throws RefusedBody {
        if (body.isMissingNode()) {
            throw noBody(write);
        }
        JsonNode object = body.get(write.member());
        if (body.isObject() && object == null && write.isSet()) {
            throw RefusedBody.because("Incorrect request body format");
        }
        if (object == null || !object.isObject()) {
            throw RefusedBody.malformed();
        }
        return object;
    }

    /** Nova called the method without its argument, and webob had the last word; a {@code PUT} of all was a 500. */
    private static RefusedBody noBody(MetadataWrite write) {
        return write.kind() == MetadataWrite.Kind.REPLACE
                ? RefusedBody.malformed()
                : RefusedBody.because("The server could not comply with the request since it is either malformed or"
                        + " otherwise incorrect.");
    }

    private static void checkSingle(String key, JsonNode object) throws RefusedBody {
        if (!object.has(key)) {
            throw RefusedBody.because("Request body and URI mismatch");
        }
        if (object.size() > 1) {
            throw RefusedBody.because("Request body contains too many items");
        }
    }

    private static void checkKey(String key) throws RefusedBody {
        if (key.isEmpty()) {
            throw RefusedBody.because("Image metadata key cannot be blank");
        }
        if (StrictText.length(key) > MAX_KEY) {
            throw RefusedBody.because("Image metadata key too long");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw RefusedBody.malformed();
        }
    }

    /** Nova sent whatever it got through {@code str()} on its way to Glance, but for null. */
    private static @Nullable String value(JsonNode value) throws RefusedBody {
        if (value.isContainerNode()) {
            throw RefusedBody.malformed();
        }
        return value.getNodeType() == JsonNodeType.NULL ? null : PythonText.str(value);
    }
}

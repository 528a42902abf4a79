package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.model.CodePointOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates a decoded body on a mount with the profile {@code v21} by Nova's JSON schema for metadata, with the
 * messages of the Python library that Nova uses (jsonschema 4) and of the text that Nova puts around them
 * ({@code validators.py}).
 */
final class SchemaMetadataValidator {
    private static final int MAX_LENGTH = 255;
    private static final String KEY_PATTERN = "'^[a-zA-Z0-9-_:. ]{1,255}$'";

    private SchemaMetadataValidator() {}

    /** Returns the items of the body, in its order. The exception names the first violation. */
    static Map<String, @Nullable String> items(MetadataWrite write, JsonNode body) throws InvalidBodyException {
        checkBody(body, write.member());
        JsonNode object = body.get(write.member());
        checkType(object, "object", write.member());
        checkKeys(object, write.member());
        Map<String, @Nullable String> items = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            items.put(member.getKey(), value(member.getKey(), member.getValue()));
        }
        if (write.isSet()) {
            checkSingle(write.key(), object);
        }
        return items;
    }

    private static void checkBody(JsonNode body, String member) throws InvalidBodyException {
        if (!body.isObject()) {
            throw InvalidBodyException.badRequest(PythonText.repr(body) + " is not of type 'object'");
        }
        if (!body.has(member)) {
            throw InvalidBodyException.badRequest("'" + member + "' is a required property");
        }
        List<String> others = new ArrayList<>();
        body.fieldNames().forEachRemaining(others::add);
        others.remove(member);
        if (!others.isEmpty()) {
            String verb = others.size() == 1 ? " was" : " were";
            throw InvalidBodyException.badRequest(
                    "Additional properties are not allowed (" + listed(others) + verb + " unexpected)");
        }
    }

    private static void checkType(JsonNode value, String type, String name) throws InvalidBodyException {
        if (type.equals("object") ? !value.isObject() : !value.isTextual()) {
            throw invalid(name, value, " is not of type '" + type + "'");
        }
    }

    private static void checkKeys(JsonNode object, String name) throws InvalidBodyException {
        List<String> bad = new ArrayList<>();
        for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!isKey(key)) {
                bad.add(key);
            }
        }
        if (!bad.isEmpty()) {
            String verb = bad.size() == 1 ? " does" : " do";
            String reason = listed(bad) + verb + " not match any of the regexes: " + KEY_PATTERN;
            throw invalidInput(name, PythonText.repr(object), reason);
        }
    }

    /** Whether the key matches the pattern. Unlike Python's {@code $}, this does not accept a line feed at the end. */
    private static boolean isKey(String key) {
        boolean isValid = !key.isEmpty() && key.length() <= MAX_LENGTH;
        for (int i = 0; isValid && i < key.length(); i++) {
            char c = key.charAt(i);
            isValid = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-_:. ".indexOf(c) >= 0;
        }
        return isValid;
    }

    private static String value(String key, JsonNode value) throws InvalidBodyException {
        checkType(value, "string", key);
        if (StrictText.length(value.textValue()) > MAX_LENGTH) {
            throw invalid(key, value, " is too long");
        }
        return value.textValue();
    }

    /** The schema checks the number of items; Nova compares the key with the path afterwards. */
    private static void checkSingle(String key, JsonNode object) throws InvalidBodyException {
        if (object.isEmpty()) {
            throw invalid("meta", object, " should be non-empty");
        }
        if (object.size() > 1) {
            throw invalid("meta", object, " has too many properties");
        }
        if (!object.has(key)) {
            throw InvalidBodyException.badRequest("Request body and URI mismatch");
        }
    }

    /** The message has the value twice: as {@code str()} from Nova and as {@code repr()} from the library. */
    private static InvalidBodyException invalid(String name, JsonNode value, String reason) {
        String repr = PythonText.repr(value);
        return invalidInput(name, value.isTextual() ? value.textValue() : repr, repr + reason);
    }

    private static InvalidBodyException invalidInput(String name, String value, String reason) {
        return InvalidBodyException.badRequest(
                "Invalid input for field/attribute " + name + ". Value: " + value + ". " + reason);
    }

    /** Returns the names in the order of Python's {@code sorted()}, which the library uses. */
    private static String listed(List<String> names) {
        names.sort(CodePointOrder.INSTANCE);
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            out.append(out.isEmpty() ? "" : ", ");
            PythonText.repr(out, name);
        }
        return out.toString();
    }
}

package dev.vitrine.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.model.CodePointOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of {@code /v2.1} over a decoded body: Nova's JSON schema for metadata, in the words of the Python
 * library that applies it there (jsonschema 4) and of Nova's frame around them ({@code validators.py}).
 */
final class SchemaMetadata {
    private static final int MAX_LENGTH = 255;
    private static final String KEY_PATTERN = "'^[a-zA-Z0-9-_:. ]{1,255}$'";

    private SchemaMetadata() {}

    /** Returns the items of the body. One thing is told of all that may be wrong: the first in this order. */
    static Map<String, @Nullable String> items(MetadataWrite write, JsonNode body) throws RefusedBody {
        checkFrame(body, write.member());
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

    private static void checkFrame(JsonNode body, String member) throws RefusedBody {
        if (!body.isObject()) {
            throw RefusedBody.because(PythonText.repr(body) + " is not of type 'object'");
        }
        if (!body.has(member)) {
            throw RefusedBody.because("'" + member + "' is a required property");
        }
        List<String> others = new ArrayList<>();
        body.fieldNames().forEachRemaining(others::add);
        others.remove(member);
        if (!others.isEmpty()) {
            String were = others.size() == 1 ? " was" : " were";
            throw RefusedBody.because(
                    "Additional properties are not allowed (" + listed(others) + were + " unexpected)");
        }
    }

    private static void checkType(JsonNode value, String type, String name) throws RefusedBody {
        if (type.equals("object") ? !value.isObject() : !value.isTextual()) {
            throw invalid(name, value, " is not of type '" + type + "'");
        }
    }

    private static void checkKeys(JsonNode object, String name) throws RefusedBody {
        List<String> bad = new ArrayList<>();
        for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!isKey(key)) {
                bad.add(key);
            }
        }
        if (!bad.isEmpty()) {
            String does = bad.size() == 1 ? " does" : " do";
            String why = listed(bad) + does + " not match any of the regexes: " + KEY_PATTERN;
            throw framed(name, PythonText.repr(object), why);
        }
    }

    /** The pattern, but for a line feed at the very end: Python's {@code $} lets one pass, and Nova with it. */
    private static boolean isKey(String key) {
        boolean good = !key.isEmpty() && key.length() <= MAX_LENGTH;
        for (int i = 0; good && i < key.length(); i++) {
            char c = key.charAt(i);
            good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-_:. ".indexOf(c) >= 0;
        }
        return good;
    }

    private static String value(String key, JsonNode value) throws RefusedBody {
        checkType(value, "string", key);
        if (StrictText.length(value.textValue()) > MAX_LENGTH) {
            throw invalid(key, value, " is too long");
        }
        return value.textValue();
    }

    /** The count is the schema's; that the key is the path's, Nova checks on its own, after the schema. */
    private static void checkSingle(String key, JsonNode object) throws RefusedBody {
        if (object.isEmpty()) {
            throw invalid("meta", object, " should be non-empty");
        }
        if (object.size() > 1) {
            throw invalid("meta", object, " has too many properties");
        }
        if (!object.has(key)) {
            throw RefusedBody.because("Request body and URI mismatch");
        }
    }

    /** The value is shown twice: as {@code str()} by Nova, and as {@code repr()} by the library. */
    private static RefusedBody invalid(String name, JsonNode value, String why) {
        String repr = PythonText.repr(value);
        return framed(name, value.isTextual() ? value.textValue() : repr, repr + why);
    }

    private static RefusedBody framed(String name, String value, String why) {
        return RefusedBody.because("Invalid input for field/attribute " + name + ". Value: " + value + ". " + why);
    }

    /** The names sorted as Python sorts them, for the library does. */
    private static String listed(List<String> names) {
        names.sort(CodePointOrder.INSTANCE);
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            out.append(out.isEmpty() ? "" : ", ");
            PythonString.repr(out, name);
        }
        return out.toString();
    }
}

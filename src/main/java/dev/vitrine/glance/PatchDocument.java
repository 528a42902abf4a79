package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.PropertyValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A JSON Patch for Glance (RFC 6902, in Glance's media type v2.1).
 *
 * <p>{@code add} creates or overwrites a property; {@code replace} fails where there is none.
 */
final class PatchDocument {
    private static final JsonFactory JSON = new JsonFactory();

    private PatchDocument() {}

    static byte[] of(List<PropertyChange> changes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartArray();
            for (PropertyChange change : changes) {
                json.writeStartObject();
                json.writeStringField("op", change instanceof PropertyChange.Put ? "add" : "remove");
                json.writeStringField("path", pointer(change.key()));
                if (change instanceof PropertyChange.Put put) {
                    json.writeFieldName("value");
                    value(json, put.value());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static void value(JsonGenerator json, PropertyValue value) throws IOException {
        if (value instanceof PropertyValue.Literal literal) {
            json.writeRawValue(literal.json());
        } else {
            json.writeString(value.text());
        }
    }

    /** RFC 6901 section 3: the tilde first, or the slash's own tilde would be escaped again. */
    private static String pointer(String key) {
        return "/" + key.replace("~", "~0").replace("/", "~1");
    }
}

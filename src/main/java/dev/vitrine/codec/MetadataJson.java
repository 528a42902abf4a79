package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.CodePointOrder;
import dev.vitrine.model.Property;
import dev.vitrine.model.PropertyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes custom properties in JSON, as an image and the metadata documents show them. */
final class MetadataJson {
    private MetadataJson() {}

    /** Writes an object with these properties, sorted by code point. */
    static void object(JsonGenerator json, List<Property> properties) throws IOException {
        List<Property> sorted = new ArrayList<>(properties);
        sorted.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.key(), b.key()));
        json.writeStartObject();
        for (Property property : sorted) {
            json.writeFieldName(property.key());
            if (property.value() instanceof PropertyValue.Literal literal) {
                json.writeRawValue(literal.json());
            } else {
                json.writeString(property.value().text());
            }
        }
        json.writeEndObject();
    }
}

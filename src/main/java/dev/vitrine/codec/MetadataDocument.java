package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.CodePointOrder;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import java.util.ArrayList;
import java.util.List;

/** Writes the response bodies of an image's metadata: all items, or one. */
public final class MetadataDocument {
    /** Text is moved on when it is so long, so that no document is held twice. */
    private static final int BUFFERED_CHARS = 16 << 10;

    private static final String NAMESPACE = " xmlns=\"http://docs.openstack.org/compute/api/v1.1\"";

    private MetadataDocument() {}

    /**
     * Returns the document {@code metadata}.
     *
     * @param properties in the order of Glance's record, which is the order in XML; JSON is sorted by code point
     * @param growth is asked before the document takes more memory; what it throws ends the rendering
     */
    public static ResponseTemplate all(List<Property> properties, Format format, Growth growth) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder(growth);
        if (format == Format.JSON) {
            JsonWriter json = new JsonWriter(template);
            json.raw("{\"metadata\":");
            json(json, properties);
            json.raw("}").flush();
            return template.build();
        }
        StringBuilder out = new StringBuilder(256).append(XmlText.DECLARATION);
        Runnable flush = () -> {
            template.out().writeBytes(out.toString().getBytes(UTF_8));
            out.setLength(0);
        };
        xml(out, NAMESPACE, properties, flush);
        flush.run();
        return template.build();
    }

    /** Returns the document {@code meta}. The API reference shows {@code metadata} here, which Nova never sent. */
    public static byte[] one(Property property, Format format) {
        if (format == Format.JSON) {
            ResponseTemplate.Builder template = new ResponseTemplate.Builder();
            JsonWriter json = new JsonWriter(template);
            json.raw("{\"meta\":");
            json(json, List.of(property));
            json.raw("}").flush();
            return template.build().fill(Links.NONE);
        }
        StringBuilder out = new StringBuilder(256).append(XmlText.DECLARATION);
        xmlItem(out, NAMESPACE, property);
        return out.toString().getBytes(UTF_8);
    }

    /** Writes the custom properties as a JSON object, its members sorted by code point. */
    static void json(JsonWriter json, List<Property> properties) {
        List<Property> sorted = new ArrayList<>(properties);
        sorted.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.key(), b.key()));
        String separator = "{";
        for (Property property : sorted) {
            json.raw(separator).text(property.key()).raw(":");
            if (property.value() instanceof PropertyValue.Literal literal) {
                json.json(literal.json());
            } else {
                json.text(property.value().text());
            }
            separator = ",";
        }
        json.raw(sorted.isEmpty() ? "{}" : "}");
    }

    /**
     * Appends the XML element {@code metadata} with all properties, in the given order.
     *
     * @param namespaces the namespace declarations of the element, each preceded by a space; empty inside an image
     * @param flush moves the text so far to where it belongs, and empties the buffer
     */
    static void xml(StringBuilder out, String namespaces, List<Property> properties, Runnable flush) {
        out.append("<metadata").append(namespaces);
        if (properties.isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Property property : properties) {
            xmlItem(out, "", property);
            if (out.length() > BUFFERED_CHARS) {
                flush.run();
            }
        }
        out.append("</metadata>");
    }

    /** Appends the XML element {@code meta} of one property. As in Nova, an empty value still has an end tag. */
    private static void xmlItem(StringBuilder out, String namespaces, Property property) {
        out.append("<meta").append(namespaces).append(" key=\"");
        XmlText.attribute(out, property.key());
        out.append("\">");
        XmlText.content(out, property.value().text());
        out.append("</meta>");
    }
}

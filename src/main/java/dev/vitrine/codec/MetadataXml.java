package dev.vitrine.codec;

import dev.vitrine.model.Property;
import java.util.List;

/** Writes custom properties in XML, as an image and the metadata documents show them. */
final class MetadataXml {
    private MetadataXml() {}

    /**
     * Appends the element of all properties, in the order given.
     *
     * @param namespaces what the element declares, each declaration preceded by a space; empty inside an image
     */
    static void metadata(StringBuilder out, String namespaces, List<Property> properties) {
        out.append("<metadata").append(namespaces);
        if (properties.isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Property property : properties) {
            meta(out, "", property);
        }
        out.append("</metadata>");
    }

    /** Appends the element of one property; an empty text has an end tag all the same, as Nova wrote it. */
    static void meta(StringBuilder out, String namespaces, Property property) {
        out.append("<meta").append(namespaces).append(" key=\"");
        XmlText.attribute(out, property.key());
        out.append("\">");
        XmlText.content(out, property.value().text());
        out.append("</meta>");
    }
}

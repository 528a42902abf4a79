package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Format;
import dev.vitrine.model.Property;
import java.util.List;

/** The documents of an image's metadata: all of it, or one item. */
public final class MetadataDocument {
    private static final String NAMESPACE = " xmlns=\"http://docs.openstack.org/compute/api/v1.1\"";

    private MetadataDocument() {}

    /**
     * Returns the document {@code metadata}.
     *
     * @param properties in the order of XML, which is that of Glance's record; JSON sorts them by code point
     */
    public static byte[] all(List<Property> properties, Format format) {
        if (format == Format.JSON) {
            return JsonText.document(json -> {
                json.writeFieldName("metadata");
                MetadataJson.object(json, properties);
            });
        }
        StringBuilder out = new StringBuilder(256).append(XmlText.DECLARATION);
        MetadataXml.metadata(out, NAMESPACE, properties);
        return out.toString().getBytes(UTF_8);
    }

    /** Returns the document {@code meta}; the published reference shows {@code metadata} here, Nova never sent that. */
    public static byte[] one(Property property, Format format) {
        if (format == Format.JSON) {
            return JsonText.document(json -> {
                json.writeFieldName("meta");
                MetadataJson.object(json, List.of(property));
            });
        }
        StringBuilder out = new StringBuilder(256).append(XmlText.DECLARATION);
        MetadataXml.meta(out, NAMESPACE, property);
        return out.toString().getBytes(UTF_8);
    }
}

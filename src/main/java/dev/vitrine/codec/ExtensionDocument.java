package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.View.Format;
import java.io.IOException;
import java.util.List;

/**
 * Writes the documents of the API's extensions, as Nova does: until Juno each had a namespace and a date of its own, and since
 * Kilo all have the same ones ({@code nova/api/openstack/compute/extension_info.py}). None has a link.
 */
public final class ExtensionDocument {
    private static final String MODERN_NAMESPACE = "http://docs.openstack.org/compute/ext/fake_xml";
    private static final String MODERN_UPDATED = "2014-12-03T00:00:00Z";

    private ExtensionDocument() {}

    /** An extension of the images API. */
    public enum Extension {
        /** Shows {@code OS-DCF:diskConfig}. */
        DISK_CONFIG(
                "OS-DCF",
                "DiskConfig",
                "Disk Management Extension.",
                ImageXml.DISK_CONFIG,
                "2011-09-27T00:00:00+00:00"),
        /** Shows {@code OS-EXT-IMG-SIZE:size}. */
        IMAGE_SIZE(
                "OS-EXT-IMG-SIZE",
                "ImageSize",
                "Adds image size to image listings.",
                ImageXml.IMAGE_SIZE,
                "2013-02-19T00:00:00Z");

        private final String alias;
        private final String label;
        private final String description;
        private final String namespace;
        private final String updated;

        Extension(String alias, String label, String description, String namespace, String updated) {
            this.alias = alias;
            this.label = label;
            this.description = description;
            this.namespace = namespace;
            this.updated = updated;
        }

        /** Returns the name in paths and settings. */
        public String alias() {
            return alias;
        }
    }

    /**
     * Returns the list of these extensions.
     *
     * @param legacy whether namespace and date are those of Nova until Juno, which XML always has
     */
    public static byte[] list(List<Extension> extensions, boolean legacy, Format format) {
        return format == Format.XML
                ? xmlList(extensions)
                : JsonText.document(json -> {
                    json.writeArrayFieldStart("extensions");
                    for (Extension extension : extensions) {
                        write(json, extension, legacy);
                    }
                    json.writeEndArray();
                });
    }

    /** Returns the document of one extension; {@code legacy} as for {@link #list}. */
    public static byte[] of(Extension extension, boolean legacy, Format format) {
        return format == Format.XML
                ? xmlDocument(extension)
                : JsonText.document(json -> {
                    json.writeFieldName("extension");
                    write(json, extension, legacy);
                });
    }

    private static void write(JsonGenerator json, Extension extension, boolean legacy) throws IOException {
        json.writeStartObject();
        json.writeStringField("alias", extension.alias);
        json.writeStringField("description", extension.description);
        json.writeArrayFieldStart("links");
        json.writeEndArray();
        json.writeStringField("name", extension.label);
        json.writeStringField("namespace", legacy ? extension.namespace : MODERN_NAMESPACE);
        json.writeStringField("updated", legacy ? extension.updated : MODERN_UPDATED);
        json.writeEndObject();
    }

    private static byte[] xmlList(List<Extension> extensions) {
        StringBuilder out = new StringBuilder(XmlText.DECLARATION);
        out.append("<extensions").append(XmlText.COMMON_NAMESPACES).append('>');
        extensions.forEach(extension -> append(out, "", extension));
        return out.append("</extensions>").toString().getBytes(UTF_8);
    }

    private static byte[] xmlDocument(Extension extension) {
        StringBuilder out = new StringBuilder(XmlText.DECLARATION);
        append(out, XmlText.COMMON_NAMESPACES, extension);
        return out.toString().getBytes(UTF_8);
    }

    /** In the order of Nova's attributes; none of the texts needs an escape. */
    private static void append(StringBuilder out, String namespaces, Extension extension) {
        out.append("<extension").append(namespaces);
        out.append(" alias=\"").append(extension.alias);
        out.append("\" updated=\"").append(extension.updated);
        out.append("\" namespace=\"").append(extension.namespace);
        out.append("\" name=\"").append(extension.label);
        out.append("\"><description>").append(extension.description).append("</description></extension>");
    }
}

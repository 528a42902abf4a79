package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Microversion;
import dev.vitrine.model.View.Format;
import java.io.IOException;

/**
 * Writes the version documents of the API.
 *
 * <p>The base of their links is scheme and host, without a trailing slash.
 */
public final class VersionDocument {
    static final String MEDIA_TYPE = "application/vnd.openstack.compute+";
    static final String DOCUMENTATION = "http://docs.openstack.org/";

    private VersionDocument() {}

    /** Returns the list of all API versions. */
    public static byte[] list(String base, Microversion max, Format format) {
        return format == Format.XML ? XmlForm.list(base) : JsonForm.list(base, max);
    }

    /** Returns the document of one API version. */
    public static byte[] of(ApiVersion version, String base, Microversion max, Format format) {
        return format == Format.XML ? XmlForm.document(version, base) : JsonForm.document(version, base, max);
    }

    /**
     * Returns the document of a 300 for a path without an API version: the same path in each version.
     *
     * @param path the escaped path with its leading slash
     */
    public static byte[] choices(String base, String path, Format format) {
        return format == Format.XML ? XmlForm.choices(base, path) : JsonForm.choices(base, path);
    }

    /** Returns the URL of a version's own document. */
    static String self(ApiVersion version, String base) {
        return url(version, base, "/");
    }

    /** Returns the URL of a path within a version. */
    static String url(ApiVersion version, String base, String path) {
        return base + "/" + version.segment() + path;
    }

    /** Writes the documents in JSON as Nova does today. The members of every object are sorted. */
    private static final class JsonForm {
        private final JsonGenerator json;

        private JsonForm(JsonGenerator json) {
            this.json = json;
        }

        static byte[] list(String base, Microversion max) {
            return JsonText.document(json -> {
                json.writeArrayFieldStart("versions");
                for (ApiVersion version : ApiVersion.values()) {
                    new JsonForm(json).entry(version, base, max);
                }
                json.writeEndArray();
            });
        }

        static byte[] document(ApiVersion version, String base, Microversion max) {
            return JsonText.document(json -> {
                json.writeFieldName("version");
                new JsonForm(json).version(version, base, max);
            });
        }

        static byte[] choices(String base, String path) {
            return JsonText.document(json -> {
                json.writeArrayFieldStart("choices");
                for (ApiVersion version : ApiVersion.values()) {
                    new JsonForm(json).choice(version, url(version, base, path));
                }
                json.writeEndArray();
            });
        }

        private void entry(ApiVersion version, String base, Microversion max) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", version.id());
            json.writeArrayFieldStart("links");
            self(VersionDocument.self(version, base));
            json.writeEndArray();
            status(version, max);
            json.writeEndObject();
        }

        private void version(ApiVersion version, String base, Microversion max) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", version.id());
            json.writeArrayFieldStart("links");
            self(VersionDocument.self(version, base));
            documentation();
            json.writeEndArray();
            json.writeArrayFieldStart("media-types");
            mediaType(version, "json");
            if (version.hasXml()) {
                mediaType(version, "xml");
            }
            json.writeEndArray();
            status(version, max);
            json.writeEndObject();
        }

        /** Lists JSON as the only media type, as Nova's published sample does. */
        private void choice(ApiVersion version, String address) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", version.id());
            json.writeArrayFieldStart("links");
            self(address);
            json.writeEndArray();
            json.writeArrayFieldStart("media-types");
            mediaType(version, "json");
            json.writeEndArray();
            json.writeStringField("status", version.status());
            json.writeEndObject();
        }

        /** A version without microversions has empty strings for them, which keystoneauth takes for "none". */
        private void status(ApiVersion version, Microversion max) throws IOException {
            json.writeStringField("min_version", version.hasMicroversions() ? Microversion.MIN.toString() : "");
            json.writeStringField("status", version.status());
            json.writeStringField("updated", version.updated());
            json.writeStringField("version", version.hasMicroversions() ? max.toString() : "");
        }

        private void self(String address) throws IOException {
            json.writeStartObject();
            json.writeStringField("href", address);
            json.writeStringField("rel", "self");
            json.writeEndObject();
        }

        private void documentation() throws IOException {
            json.writeStartObject();
            json.writeStringField("href", VersionDocument.DOCUMENTATION);
            json.writeStringField("rel", "describedby");
            json.writeStringField("type", "text/html");
            json.writeEndObject();
        }

        private void mediaType(ApiVersion version, String format) throws IOException {
            json.writeStartObject();
            json.writeStringField("base", "application/" + format);
            json.writeStringField("type", VersionDocument.MEDIA_TYPE + format + ";version=" + version.number());
            json.writeEndObject();
        }
    }

    /**
     * Writes the documents in XML as Nova did until Juno, in the same order of attributes and of media types.
     *
     * <p>There are no attributes for microversions, which came after Juno.
     */
    private static final class XmlForm {
        private final StringBuilder out = new StringBuilder(1024).append(XmlText.DECLARATION);

        private XmlForm() {}

        static byte[] list(String base) {
            XmlForm xml = new XmlForm();
            xml.out.append("<versions").append(XmlText.COMMON_NAMESPACES).append('>');
            for (ApiVersion version : ApiVersion.values()) {
                xml.out.append("<version");
                xml.attribute("status", version.status());
                xml.attribute("updated", version.updated());
                xml.attribute("id", version.id());
                xml.out.append('>');
                xml.self(VersionDocument.self(version, base));
                xml.out.append("</version>");
            }
            return xml.end("</versions>");
        }

        static byte[] document(ApiVersion version, String base) {
            XmlForm xml = new XmlForm();
            xml.out.append("<version").append(XmlText.COMMON_NAMESPACES);
            xml.attribute("status", version.status());
            xml.attribute("updated", version.updated());
            xml.attribute("id", version.id());
            xml.out.append('>');
            xml.mediaTypes(version);
            xml.self(VersionDocument.self(version, base));
            xml.documentation();
            return xml.end("</version>");
        }

        static byte[] choices(String base, String path) {
            XmlForm xml = new XmlForm();
            xml.out.append("<choices").append(XmlText.COMMON_NAMESPACES).append('>');
            for (ApiVersion version : ApiVersion.values()) {
                xml.out.append("<version");
                xml.attribute("status", version.status());
                xml.attribute("id", version.id());
                xml.out.append('>');
                xml.mediaTypes(version);
                xml.self(url(version, base, path));
                xml.out.append("</version>");
            }
            return xml.end("</choices>");
        }

        private void mediaTypes(ApiVersion version) {
            out.append("<media-types>");
            if (version.hasXml()) {
                mediaType(version, "xml");
            }
            mediaType(version, "json");
            out.append("</media-types>");
        }

        private void mediaType(ApiVersion version, String format) {
            out.append("<media-type");
            attribute("base", "application/" + format);
            attribute("type", VersionDocument.MEDIA_TYPE + format + ";version=" + version.number());
            out.append("/>");
        }

        private void self(String address) {
            out.append("<atom:link");
            attribute("href", address);
            attribute("rel", "self");
            out.append("/>");
        }

        private void documentation() {
            out.append("<atom:link");
            attribute("href", VersionDocument.DOCUMENTATION);
            attribute("type", "text/html");
            attribute("rel", "describedby");
            out.append("/>");
        }

        private void attribute(String name, String value) {
            out.append(' ').append(name).append("=\"");
            XmlText.attribute(out, value);
            out.append('"');
        }

        private byte[] end(String tag) {
            return out.append(tag).toString().getBytes(UTF_8);
        }
    }
}

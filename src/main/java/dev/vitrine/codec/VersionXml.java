package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.ApiVersion;

/**
 * Writes versions in XML as Nova did until Juno, in the same order of attributes and of media types.
 *
 * <p>Microversions are younger than that, and no attribute tells of them.
 */
final class VersionXml {
    private static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n";
    private static final String NAMESPACES =
            " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns=\"http://docs.openstack.org/common/api/v1.0\"";

    private final StringBuilder out = new StringBuilder(1024).append(DECLARATION);

    private VersionXml() {}

    static byte[] list(String base) {
        VersionXml xml = new VersionXml();
        xml.out.append("<versions").append(NAMESPACES).append('>');
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
        VersionXml xml = new VersionXml();
        xml.out.append("<version").append(NAMESPACES);
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
        VersionXml xml = new VersionXml();
        xml.out.append("<choices").append(NAMESPACES).append('>');
        for (ApiVersion version : ApiVersion.values()) {
            xml.out.append("<version");
            xml.attribute("status", version.status());
            xml.attribute("id", version.id());
            xml.out.append('>');
            xml.mediaTypes(version);
            xml.self(VersionDocument.address(version, base, path));
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

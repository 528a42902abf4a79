package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/**
 * Writes images in XML as Nova did until Juno.
 *
 * <p>The order of the attributes is that of a Python 2 dictionary in the published samples. It stays, because clients
 * compare texts. The line feeds between elements in the samples come from their formatter and are not written.
 */
final class ImageXml {
    /** The namespace of the extension {@code OS-DCF}. */
    static final String DISK_CONFIG = "http://docs.openstack.org/compute/ext/disk_config/api/v1.1";

    /** The namespace of the extension {@code OS-EXT-IMG-SIZE}. */
    static final String IMAGE_SIZE = "http://docs.openstack.org/compute/ext/image_size/api/v1.1";

    private static final String DISK_CONFIG_NAMESPACE = " xmlns:OS-DCF=\"" + DISK_CONFIG + "\"";
    private static final String IMAGE_SIZE_NAMESPACE = " xmlns:OS-EXT-IMG-SIZE=\"" + IMAGE_SIZE + "\"";
    private static final String ATOM_AND_COMPUTE_NAMESPACES =
            " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\"";

    private final ResponseTemplate.Builder template;
    private final StringBuilder buffer = new StringBuilder(1024);

    ImageXml(ResponseTemplate.Builder template) {
        this.template = template;
    }

    /** Returns the document of a single image. Its namespaces are declared even if nothing uses them. */
    static ResponseTemplate document(ResponseTemplate.Builder template, Image image, View view) {
        ImageXml xml = new ImageXml(template);
        xml.open("image", view);
        xml.image(image, view);
        xml.flush();
        return template.build();
    }

    /** Writes the XML declaration and the start of the root element, up to its namespaces. */
    void open(String root, View view) {
        buffer.append(XmlText.DECLARATION).append('<').append(root);
        buffer.append(view.diskConfig() ? DISK_CONFIG_NAMESPACE : "");
        buffer.append(view.imageSize() ? IMAGE_SIZE_NAMESPACE : "");
        buffer.append(ATOM_AND_COMPUTE_NAMESPACES);
    }

    /** Writes the rest of an element that is an entry of a brief list, after the element's name. */
    void indexEntry(Image image) {
        attribute("name", image.name());
        attribute("id", image.id());
        buffer.append('>');
        imageLinks(image.id());
        buffer.append("</image>");
    }

    /** Writes markup without escaping it. */
    void raw(String markup) {
        buffer.append(markup);
    }

    /** Writes the rest of an element with all attributes of an image, after the element's name. */
    void image(Image image, View view) {
        attribute("status", image.status().word());
        attribute("updated", image.updated());
        attribute("name", image.name());
        attribute("created", image.created());
        attribute("minDisk", Long.toString(image.minDisk()));
        attribute("progress", Integer.toString(image.status().progress()));
        attribute("minRam", Long.toString(image.minRam()));
        attribute("id", image.id());
        if (view.imageSize()) {
            attribute("OS-EXT-IMG-SIZE:size", Long.toString(image.size()));
        }
        if (view.diskConfig() && image.diskConfig() != null) {
            attribute("OS-DCF:diskConfig", image.diskConfig());
        }
        buffer.append('>');
        server(image);
        MetadataDocument.xml(buffer, "", image.metadata(), this::flush);
        imageLinks(image.id());
        buffer.append("</image>");
    }

    private void server(Image image) {
        String server = image.server();
        if (server != null) {
            buffer.append("<server");
            attribute("id", server);
            buffer.append('>');
            link(Placeholder.SELF, "/servers/", server, "rel=\"self\"");
            link(Placeholder.BOOKMARK, "/servers/", server, "rel=\"bookmark\"");
            buffer.append("</server>");
        }
    }

    private void imageLinks(String id) {
        link(Placeholder.SELF, "/images/", id, "rel=\"self\"");
        link(Placeholder.BOOKMARK, "/images/", id, "rel=\"bookmark\"");
        link(Placeholder.ALTERNATE, "/images/", id, "type=\"application/vnd.openstack.image\" rel=\"alternate\"");
    }

    private void link(Placeholder base, String path, String id, String rest) {
        buffer.append("<atom:link href=\"");
        flush();
        template.placeholder(base);
        buffer.append(path);
        XmlText.attribute(buffer, id);
        buffer.append("\" ").append(rest).append("/>");
    }

    /** A null value is written as Python writes it. */
    private void attribute(String name, @Nullable String value) {
        buffer.append(' ').append(name).append("=\"");
        XmlText.attribute(buffer, value == null ? "None" : value);
        buffer.append('"');
    }

    /** Moves the buffered text to the template. */
    void flush() {
        template.out().writeBytes(buffer.toString().getBytes(UTF_8));
        buffer.setLength(0);
    }
}

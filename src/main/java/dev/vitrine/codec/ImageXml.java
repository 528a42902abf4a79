package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Hole;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/**
 * Writes an image as Nova wrote it in XML until Juno.
 *
 * <p>The order of attributes looks random: it is that of a Python 2 dictionary, frozen in the published samples, and
 * clients compare texts. Line feeds between elements were the sample formatter's and are not written.
 */
final class ImageXml {
    private static final String DISK_CONFIG_NAMESPACE =
            " xmlns:OS-DCF=\"http://docs.openstack.org/compute/ext/disk_config/api/v1.1\"";
    private static final String IMAGE_SIZE_NAMESPACE =
            " xmlns:OS-EXT-IMG-SIZE=\"http://docs.openstack.org/compute/ext/image_size/api/v1.1\"";
    private static final String ATOM_AND_COMPUTE_NAMESPACES =
            " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\"";

    private final ResponseTemplate.Draft draft;
    private final StringBuilder run = new StringBuilder(1024);

    ImageXml(ResponseTemplate.Draft draft) {
        this.draft = draft;
    }

    /** Returns the document of one image; its namespaces are declared even where nothing uses them. */
    static ResponseTemplate document(Image image, View view) {
        ResponseTemplate.Draft draft = new ResponseTemplate.Draft();
        ImageXml xml = new ImageXml(draft);
        xml.open("image", view);
        xml.image(image, view);
        xml.flush();
        return draft.finish();
    }

    /** Writes what every document begins with, up to the attributes of its root. */
    void open(String root, View view) {
        run.append(XmlText.DECLARATION).append('<').append(root);
        run.append(view.diskConfig() ? DISK_CONFIG_NAMESPACE : "");
        run.append(view.imageSize() ? IMAGE_SIZE_NAMESPACE : "");
        run.append(ATOM_AND_COMPUTE_NAMESPACES);
    }

    /** Writes what follows the name of an entry's element in an index. */
    void indexEntry(Image image) {
        attribute("name", image.name());
        attribute("id", image.id());
        run.append('>');
        imageLinks(image.id());
        run.append("</image>");
    }

    /** Writes markup as it is. */
    void raw(String markup) {
        run.append(markup);
    }

    /** Writes what follows the name of an image's element. */
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
        run.append('>');
        server(image);
        MetadataXml.metadata(run, "", image.metadata());
        imageLinks(image.id());
        run.append("</image>");
    }

    private void server(Image image) {
        String server = image.server();
        if (server != null) {
            run.append("<server");
            attribute("id", server);
            run.append('>');
            link(Hole.SELF, "/servers/", server, "rel=\"self\"");
            link(Hole.BOOKMARK, "/servers/", server, "rel=\"bookmark\"");
            run.append("</server>");
        }
    }

    private void imageLinks(String id) {
        link(Hole.SELF, "/images/", id, "rel=\"self\"");
        link(Hole.BOOKMARK, "/images/", id, "rel=\"bookmark\"");
        link(Hole.ALTERNATE, "/images/", id, "type=\"application/vnd.openstack.image\" rel=\"alternate\"");
    }

    private void link(Hole beginning, String path, String id, String rest) {
        run.append("<atom:link href=\"");
        flush();
        draft.hole(beginning);
        run.append(path);
        XmlText.attribute(run, id);
        run.append("\" ").append(rest).append("/>");
    }

    /** A member whose value is null was written by Python as its word for it. */
    private void attribute(String name, @Nullable String value) {
        run.append(' ').append(name).append("=\"");
        XmlText.attribute(run, value == null ? "None" : value);
        run.append('"');
    }

    /** Hands what was written on to the document. */
    void flush() {
        draft.out().writeBytes(run.toString().getBytes(UTF_8));
        run.setLength(0);
    }
}

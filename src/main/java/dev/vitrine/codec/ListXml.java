package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/** Writes a list in XML. The root is left open: whether it is empty, and what follows the images, its end says. */
final class ListXml implements ListWriter.Entries {
    private final ImageXml xml;
    private final View view;
    private final boolean detail;
    private boolean isEmpty = true;

    ListXml(ResponseTemplate.Draft draft, View view, boolean detail) {
        this.xml = new ImageXml(draft);
        this.view = view;
        this.detail = detail;
    }

    @Override
    public void begin() {
        // An index entry has no extension's attributes, and so its root declares none of their namespaces.
        xml.open("images", detail ? view : new View(view.format(), false, false));
    }

    @Override
    public void add(Image image) {
        xml.raw(isEmpty ? "><image" : "<image");
        isEmpty = false;
        if (detail) {
            xml.image(image, view);
        } else {
            xml.indexEntry(image);
        }
        xml.flush();
    }

    @Override
    public void finish() {
        xml.flush();
    }

    static byte[] end(int count, @Nullable String next) {
        if (count == 0) {
            return "/>".getBytes(UTF_8);
        }
        StringBuilder end = new StringBuilder();
        if (next != null) {
            end.append("<atom:link href=\"");
            XmlText.attribute(end, next);
            end.append("\" rel=\"next\"/>");
        }
        return end.append("</images>").toString().getBytes(UTF_8);
    }
}

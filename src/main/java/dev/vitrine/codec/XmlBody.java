package dev.vitrine.codec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.Locale;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads metadata in XML into the tree that the same metadata makes in JSON, as Nova's deserializers did, so that one
 * set of checks serves both.
 *
 * <p>As in Nova the namespace is not looked at, text is not trimmed, elements inside {@code meta} are passed over, a
 * later item takes the place of an earlier one with its key, and an item without a key has the empty one. Unlike in
 * Nova another root is refused: it used to mean an empty set, which wipes everything.
 */
final class XmlBody {
    private final XMLStreamReader xml;
    private final String root;
    private final int itemDepth;
    private final ObjectNode items = JsonNodeFactory.instance.objectNode();
    private final StringBuilder text = new StringBuilder();
    private @Nullable String key;
    private int depth;

    private XmlBody(XMLStreamReader xml, String root) {
        this.xml = xml;
        this.root = root;
        this.itemDepth = root.equals("meta") ? 1 : 2;
    }

    /** Returns an object with one member of the root's name, which holds the items. */
    static ObjectNode tree(String document, String root) throws RefusedBody {
        String marked = document.startsWith("\uFEFF") ? document.substring(1) : document;
        try {
            XMLStreamReader xml = HardenedXml.reader(new StringReader(marked));
            new Declaration(xml.getVersion(), xml.getCharacterEncodingScheme()).check();
            ObjectNode items = new XmlBody(xml, root).items();
            return JsonNodeFactory.instance.objectNode().set(root, items);
        } catch (XMLStreamException e) {
            throw RefusedBody.malformed();
        }
    }

    /** What a document says of itself. It has been read as UTF-8, so it must not say that it is anything else. */
    private record Declaration(
            @Nullable String version, @Nullable String encoding) {

        void check() throws RefusedBody {
            boolean readable =
                    encoding == null || encoding.toLowerCase(Locale.ROOT).equals("utf-8");
            if (!readable || (version != null && !version.equals("1.0"))) {
                throw RefusedBody.malformed();
            }
        }
    }

    private ObjectNode items() throws XMLStreamException, RefusedBody {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text();
                case XMLStreamConstants.COMMENT,
                        XMLStreamConstants.PROCESSING_INSTRUCTION,
                        XMLStreamConstants.END_DOCUMENT -> {}
                default -> throw RefusedBody.malformed();
            }
        }
        return items;
    }

    private void start() throws RefusedBody {
        depth++;
        HardenedXml.check(xml, depth);
        String name = xml.getLocalName();
        if (depth == 1 && !name.equals(root)) {
            throw RefusedBody.malformed();
        }
        if (depth == itemDepth && name.equals("meta")) {
            String given = xml.getAttributeValue("", "key");
            key = given == null ? "" : given;
            text.setLength(0);
        }
    }

    private void text() {
        if (depth == itemDepth && key != null) {
            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        }
    }

    private void end() {
        if (depth == itemDepth && key != null) {
            items.put(key, text.toString());
            key = null;
        }
        depth--;
    }
}

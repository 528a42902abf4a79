package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Parses metadata in XML into the tree that the same metadata has in JSON, as Nova's deserializers did, so that the same
 * validation applies to both.
 *
 * <p>As in Nova, namespaces are ignored, text is not trimmed, elements inside {@code meta} are ignored, a later item
 * replaces an earlier one with the same key, and an item without a key has the empty key. Unlike in Nova, another root
 * element is malformed: in Nova it meant an empty set, which deleted all metadata.
 */
final class XmlBodyParser {
    private final XMLStreamReader xml;
    private final String root;
    private final int itemDepth;
    private final ObjectNode items = JsonNodeFactory.instance.objectNode();
    private final StringBuilder text = new StringBuilder();
    private @Nullable String key;
    private int depth;

    private XmlBodyParser(XMLStreamReader xml, String root) {
        this.xml = xml;
        this.root = root;
        this.itemDepth = root.equals("meta") ? 1 : 2;
    }

    /** Returns an object with one member, which is named like the root and has the items. */
    static ObjectNode parse(String document, String root) throws InvalidBodyException {
        String text = document.startsWith("\uFEFF") ? document.substring(1) : document;
        try {
            XMLStreamReader xml = HardenedXml.reader(new StringReader(text));
            new Declaration(xml.getVersion(), xml.getCharacterEncodingScheme()).check();
            ObjectNode items = new XmlBodyParser(xml, root).items();
            return JsonNodeFactory.instance.objectNode().set(root, items);
        } catch (XMLStreamException e) {
            throw InvalidBodyException.malformed();
        }
    }

    /** The XML declaration. The document was decoded as UTF-8, so it must not declare an encoding whose text is not UTF-8. */
    private record Declaration(
            @Nullable String version, @Nullable String encoding) {

        void check() throws InvalidBodyException {
            boolean isUtf8 = encoding == null || CharsetName.isUtf8(encoding);
            if (!isUtf8 || (version != null && !version.equals("1.0"))) {
                throw InvalidBodyException.malformed();
            }
        }
    }

    private ObjectNode items() throws XMLStreamException, InvalidBodyException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text();
                case XMLStreamConstants.COMMENT,
                        XMLStreamConstants.PROCESSING_INSTRUCTION,
                        XMLStreamConstants.END_DOCUMENT -> {}
                default -> throw InvalidBodyException.malformed();
            }
        }
        return items;
    }

    private void start() throws InvalidBodyException {
        depth++;
        HardenedXml.check(xml, depth);
        String name = xml.getLocalName();
        if (depth == 1 && !name.equals(root)) {
            throw InvalidBodyException.malformed();
        }
        if (depth == itemDepth && name.equals("meta")) {
            String attribute = xml.getAttributeValue("", "key");
            key = attribute == null ? "" : attribute;
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

    /**
     * The JDK's XML parser without external access and entity expansion.
     *
     * <p>A DTD is not supported, so there are no entities but the five of XML 1.0 section 4.6, and nothing can name a file
     * or a URL. Some features are disabled by two settings, in case one of them does not do what it promises.
     */
    private static final class HardenedXml {
        private static final int MAX_DEPTH = 16;
        private static final int MAX_ATTRIBUTES = 32;

        private HardenedXml() {}

        /**
         * Returns a parser for the text.
         *
         * <p>Each parser has its own factory, because a factory keeps a reference to its last parser with the body, and is
         * not guaranteed to be thread-safe.
         */
        static XMLStreamReader reader(StringReader text) throws XMLStreamException {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty("jdk.xml.elementAttributeLimit", Integer.toString(MAX_ATTRIBUTES));
            factory.setProperty("jdk.xml.maxElementDepth", Integer.toString(MAX_DEPTH));
            factory.setXMLResolver((publicId, systemId, base, namespace) -> {
                throw new XMLStreamException("external entities are not resolved");
            });
            return factory.createXMLStreamReader(text);
        }

        /** Rejects an element that is too deep or has too many attributes and namespace declarations. */
        static void check(XMLStreamReader xml, int depth) throws InvalidBodyException {
            if (depth > MAX_DEPTH || xml.getAttributeCount() + xml.getNamespaceCount() > MAX_ATTRIBUTES) {
                throw InvalidBodyException.malformed();
            }
        }
    }
}

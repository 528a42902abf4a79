package dev.vitrine.codec;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The JDK's XML parser with everything off that reaches beyond the text or makes it grow.
 *
 * <p>There is no DTD, so there are no entities but the five of XML 1.0 section 4.6, and nothing that names a file or an
 * address. What is off twice is off in case one of the two switches does not mean what it says.
 */
final class HardenedXml {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ATTRIBUTES = 32;

    private HardenedXml() {}

    /**
     * Returns a parser over the text.
     *
     * <p>Each has a factory of its own: a factory keeps the last parser it made, body and all, and is not promised to
     * be safe for two threads.
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
            throw new XMLStreamException("nothing is resolved");
        });
        return factory.createXMLStreamReader(text);
    }

    /** Refuses an element that is too deep or has too many attributes, declarations of namespaces among them. */
    static void check(XMLStreamReader xml, int depth) throws RefusedBody {
        if (depth > MAX_DEPTH || xml.getAttributeCount() + xml.getNamespaceCount() > MAX_ATTRIBUTES) {
            throw RefusedBody.malformed();
        }
    }
}

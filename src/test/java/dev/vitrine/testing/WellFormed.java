package dev.vitrine.testing;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Parses response bodies with strict parsers. */
public final class WellFormed {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private WellFormed() {}

    /** Returns the parsed document; fails if it is not JSON. */
    public static JsonNode json(byte[] document) {
        try {
            return JSON.readTree(document);
        } catch (IOException e) {
            throw broken(document, e);
        }
    }

    /** Fails if the document is not XML. */
    public static void xml(byte[] document) {
        try {
            XMLStreamReader xml =
                    XMLInputFactory.newDefaultFactory().createXMLStreamReader(new ByteArrayInputStream(document));
            while (xml.hasNext()) {
                xml.next();
            }
        } catch (XMLStreamException e) {
            throw broken(document, e);
        }
    }

    private static AssertionError broken(byte[] document, Exception e) {
        byte[] beginning = Arrays.copyOf(document, Math.min(document.length, 2_000));
        return new AssertionError("not well-formed: " + HexFormat.of().formatHex(beginning), e);
    }
}

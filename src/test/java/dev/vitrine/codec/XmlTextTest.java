package dev.vitrine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class XmlTextTest {
    private static final String FACE = new String(Character.toChars(0x1F600));

    /** Each text, as element content, and as an attribute value. */
    static final List<Arguments> TEXTS = List.of(
            arguments("", "", ""),
            arguments("plain", "plain", "plain"),
            arguments("a & b", "a &amp; b", "a &amp; b"),
            arguments("<i>", "&lt;i&gt;", "&lt;i&gt;"),
            arguments("]]>", "]]&gt;", "]]&gt;"),
            arguments("\"", "\"", "&quot;"),
            arguments("'", "'", "'"),
            arguments("\r\n", "&#13;\n", "&#13;&#10;"),
            arguments("\t", "\t", "&#9;"),
            arguments("&amp;", "&amp;amp;", "&amp;amp;"),
            arguments("Größe ☃", "Größe ☃", "Größe ☃"),
            arguments(FACE, FACE, FACE),
            arguments("\0\u0001\u000B\u001F", "\uFFFD\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD"),
            arguments("\u007F\u0085\u2028", "\u007F\u0085\u2028", "\u007F\u0085\u2028"),
            arguments("\uFFFE\uFFFF", "\uFFFD\uFFFD", "\uFFFD\uFFFD"),
            arguments("\uD83D", "\uFFFD", "\uFFFD"),
            arguments("\uDE00x", "\uFFFDx", "\uFFFDx"),
            arguments("\uDE00\uD83D", "\uFFFD\uFFFD", "\uFFFD\uFFFD"),
            arguments("\uD83D" + FACE, "\uFFFD" + FACE, "\uFFFD" + FACE));

    @ParameterizedTest
    @FieldSource("TEXTS")
    void textIsEscapedAsLibxml2Does(String text, String content, String attribute) {
        assertThat(content(text)).isEqualTo(content);
        assertThat(attribute(text)).isEqualTo(attribute);
    }

    @Test
    void everyCharacterIsReadBackByAnXmlParser() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < 0x11000; c++) {
            all.appendCodePoint(c);
        }
        String allowed =
                all.toString().replaceAll("[^\t\n\r\\x20-\uD7FF\uE000-\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
        String document = "<a b=\"" + attribute(all.toString()) + "\">" + content(all.toString()) + "</a>";

        Element read = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(document)))
                .getDocumentElement();

        assertThat(read.getAttribute("b")).isEqualTo(allowed);
        assertThat(read.getTextContent()).isEqualTo(allowed);
    }

    private static String content(String text) {
        StringBuilder out = new StringBuilder();
        XmlText.content(out, text);
        return out.toString();
    }

    private static String attribute(String text) {
        StringBuilder out = new StringBuilder();
        XmlText.attribute(out, text);
        return out.toString();
    }
}

package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Image.Property;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataDocumentTest {
    private static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n";
    private static final String COMPUTE = "xmlns=\"http://docs.openstack.org/compute/api/v1.1\"";

    @Test
    void jsonIsSortedByCodePointAndStructuredValuesAreRaw() {
        List<Property> properties = List.of(
                text("\uD83D\uDE00", "last"),
                text("\uFF01", "before it"),
                new Property("b", PropertyValue.json("[1,{\"a\":null}]")),
                new Property("a", PropertyValue.NULL),
                text("B", "\"\u00e9\n"));

        assertThat(all(properties, Format.JSON))
                .isEqualTo("{\"metadata\":{\"B\":\"\\\"\u00e9\\n\",\"a\":null,\"b\":[1,{\"a\":null}],"
                        + "\"\uFF01\":\"before it\",\"\\uD83D\\uDE00\":\"last\"}}");
    }

    @Test
    void xmlKeepsTheOrderAndWritesText() {
        List<Property> properties = List.of(
                text("note", ""),
                new Property("a", PropertyValue.NULL),
                new Property("t", PropertyValue.TRUE),
                new Property("b", PropertyValue.json("[1]")),
                text("<k\">", "<v\">\r\u0001"));

        assertThat(all(properties, Format.XML))
                .isEqualTo(
                        DECLARATION + "<metadata " + COMPUTE + "><meta key=\"note\"></meta><meta key=\"a\">None</meta>"
                                + "<meta key=\"t\">True</meta><meta key=\"b\">[1]</meta>"
                                + "<meta key=\"&lt;k&quot;&gt;\">&lt;v\"&gt;&#13;\uFFFD</meta></metadata>");
    }

    @Test
    void noMetadataIsAnEmptyObjectOrElement() {
        assertThat(all(List.of(), Format.JSON)).isEqualTo("{\"metadata\":{}}");
        assertThat(all(List.of(), Format.XML)).isEqualTo(DECLARATION + "<metadata " + COMPUTE + "/>");
    }

    @Test
    void singleItemIsMeta() {
        assertThat(one(text("k", "v&"), Format.JSON)).isEqualTo("{\"meta\":{\"k\":\"v&\"}}");
        assertThat(one(text("k", "v&"), Format.XML))
                .isEqualTo(DECLARATION + "<meta " + COMPUTE + " key=\"k\">v&amp;</meta>");
        assertThat(one(text("note", ""), Format.XML))
                .isEqualTo(DECLARATION + "<meta " + COMPUTE + " key=\"note\"></meta>");
    }

    private static Property text(String key, String value) {
        return new Property(key, new PropertyValue.Text(value));
    }

    private static String all(List<Property> properties, Format format) {
        return new String(
                MetadataDocument.all(properties, format, Growth.UNLIMITED).fill(Links.NONE), UTF_8);
    }

    private static String one(Property property, Format format) {
        return new String(MetadataDocument.one(property, format), UTF_8);
    }
}

package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.codec.ExtensionDocument.Extension;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExtensionDocumentTest {

    @Test
    void listWithoutAnExtensionIsEmpty() {
        assertThat(text(ExtensionDocument.list(List.of(), true, Format.JSON))).isEqualTo("{\"extensions\":[]}");
        assertThat(text(ExtensionDocument.list(List.of(), true, Format.XML))).endsWith("v1.0\"></extensions>");
    }

    @ParameterizedTest
    @EnumSource(Extension.class)
    void xmlHasTheFieldsOfTheOldJson(Extension extension) {
        String xml = text(ExtensionDocument.of(extension, false, Format.XML));

        Samples.tree(ExtensionDocument.of(extension, true, Format.JSON))
                .path("extension")
                .forEach(member -> assertThat(xml).contains(member.asText()));
    }

    /** Nova has one namespace and one date for all of them since Kilo. */
    @ParameterizedTest
    @EnumSource(Extension.class)
    void modernJsonHasNovasCommonNamespaceAndDate(Extension extension) {
        assertThat(text(ExtensionDocument.of(extension, false, Format.JSON)))
                .endsWith("\"namespace\":\"http://docs.openstack.org/compute/ext/fake_xml\","
                        + "\"updated\":\"2014-12-03T00:00:00Z\"}}");
    }

    private static String text(byte[] document) {
        return new String(document, UTF_8);
    }
}

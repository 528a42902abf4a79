package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.glance.Records;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Samples;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists are written as in the published documents. */
class ListWriterTest {
    private static final String LAST = "22222222-2222-4222-8222-222222222222";
    private static final String V2 = "http://openstack.example.com/v2/openstack";
    private static final Links LINKS =
            new Links(V2, "http://openstack.example.com/openstack", "http://glance.openstack.example.com/openstack", 0);

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "XML, false", "XML, true"})
    void aListIsWrittenAsPublished(Format format, boolean detail) {
        String next = V2 + (detail ? "/images/detail" : "/images") + "?limit=2&marker=" + LAST;

        assertThat(written(format, detail, next))
                .isEqualTo(sample(detail ? "13-list-detail" : "13-list-index", format));
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "XML, false", "XML, true"})
    void withoutANextPageTheLinkIsLeftOut(Format format, boolean detail) {
        String sample = sample(detail ? "13-list-detail" : "13-list-index", format);
        String expected = format == Format.JSON
                ? sample.replaceFirst(",\"images_links\":.*$", "}")
                : sample.replaceFirst("<atom:link [^>]*rel=\"next\"/>", "");

        assertThat(written(format, detail, null)).isEqualTo(expected).isNotEqualTo(sample);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anEmptyListIsWrittenAsPublished(Format format) {
        View view = new View(format, true, true);

        assertThat(ended(new ListWriter(view, true).finish(new Page(0, null)), format, null))
                .isEqualTo(sample("13-list-empty", format));
    }

    @Test
    void namespacesOfDisabledExtensionsAreNotDeclared() {
        for (boolean detail : new boolean[] {false, true}) {
            ListWriter writer = new ListWriter(new View(Format.XML, false, false), detail);
            writer.add(Records.imageWith("'size':5,'auto_disk_config':'True'"));

            assertThat(ended(writer.finish(new Page(1, LAST)), Format.XML, null))
                    .doesNotContain("OS-DCF:")
                    .doesNotContain("OS-EXT-IMG-SIZE");
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anEndIsEscapedAsItsFormatDemands(Format format) {
        String end = new String(ListWriter.end(format, 1, "http://h/?a=\"<&>\\"), UTF_8);

        assertThat(end).contains(format == Format.JSON ? "?a=\\\"<&>\\\\" : "?a=&quot;&lt;&amp;");
    }

    private static String written(Format format, boolean detail, @Nullable String next) {
        ListWriter writer = new ListWriter(new View(format, true, true), detail);
        for (JsonNode record :
                Samples.tree(Samples.bytes("13-list-glance.json")).path("images")) {
            writer.add(Records.image(record.toString().getBytes(UTF_8)));
        }
        return ended(writer.finish(new Page(2, LAST)), format, next);
    }

    private static String ended(Listing listing, Format format, @Nullable String next) {
        return new String(listing.document().fill(LINKS), UTF_8)
                + new String(ListWriter.end(format, listing.page().count(), next), UTF_8);
    }

    private static String sample(String name, Format format) {
        return Samples.compact(name + "." + format.name().toLowerCase(Locale.ROOT));
    }
}

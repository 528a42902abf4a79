package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.codec.MetadataDocument;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published samples of metadata requests and responses. */
class MetadataSampleTest {
    private static final Property FAILED_IMPORT = text("os_glance_failed_import", "");
    private static final Property KERNEL = text("kernel_id", "155d900f-4e14-4e4c-a73d-069cbf4541e6");
    private static final Property DISK_CONFIG = text("auto_disk_config", "True");
    private static final Property X86 = text("architecture", "x86_64");

    @ParameterizedTest
    @EnumSource(Format.class)
    void requestsAreReadByEveryVersionThatSupportsTheFormat(Format format) throws IOException {
        Map<String, String> merged = new LinkedHashMap<>();
        merged.put("architecture", "aarch64");
        merged.put("Label", "UpdatedImage");
        Map<String, String> replaced = new LinkedHashMap<>();
        replaced.put("auto_disk_config", "True");
        replaced.put("Label", "Changed");

        assertReads(format, "14-metadata-post-req", MetadataWrite.MERGE, merged);
        assertReads(format, "14-metadata-put-req", MetadataWrite.REPLACE, replaced);
        assertReads(
                format, "14-meta-put-req", MetadataWrite.set("auto_disk_config"), Map.of("auto_disk_config", "False"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void responsesAreWritten(Format format) throws IOException {
        Property label = text("Label", "UpdatedImage");
        Property changed = text("Label", "Changed");

        assertAll(format, "14-metadata-get-resp", FAILED_IMPORT, KERNEL, DISK_CONFIG, X86);
        assertAll(
                format,
                "14-metadata-post-resp",
                FAILED_IMPORT,
                KERNEL,
                DISK_CONFIG,
                text("architecture", "aarch64"),
                label);
        assertAll(format, "14-metadata-put-resp", DISK_CONFIG, changed);
        assertOne(format, "14-meta-get-resp", X86);
        assertOne(format, "14-meta-put-resp", text("auto_disk_config", "False"));
    }

    private static void assertReads(Format format, String name, MetadataWrite write, Map<String, String> items)
            throws IOException {
        byte[] body = sample(name, format);
        String type = format == Format.XML ? "application/xml" : "application/json";

        assertThat(MetadataBody.read(write, type, body, true)).isEqualTo(Bodies.values(items));
        if (format == Format.JSON) {
            assertThat(MetadataBody.read(write, type, body, false)).isEqualTo(Bodies.values(items));
        }
    }

    private static void assertAll(Format format, String name, Property... properties) throws IOException {
        assertThat(new String(
                        MetadataDocument.all(List.of(properties), format, Growth.UNLIMITED)
                                .fill(Links.NONE),
                        UTF_8))
                .isEqualTo(compact(sample(name, format), format));
    }

    private static void assertOne(Format format, String name, Property property) throws IOException {
        assertThat(new String(MetadataDocument.one(property, format), UTF_8))
                .isEqualTo(compact(sample(name, format), format));
    }

    /** The samples are formatted for reading; white space between tokens or elements is not significant. */
    private static String compact(byte[] sample, Format format) throws IOException {
        if (format == Format.JSON) {
            return new ObjectMapper().readTree(sample).toString();
        }
        String text = new String(sample, UTF_8).replaceAll(">\\s+<", "><").stripTrailing();
        return text.replace("?><", "?>\n<");
    }

    private static byte[] sample(String name, Format format) throws IOException {
        String path = "/samples/" + name + (format == Format.XML ? ".xml" : ".json");
        try (InputStream in = requireNonNull(MetadataSampleTest.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        }
    }

    private static Property text(String key, String value) {
        return new Property(key, new PropertyValue.Text(value));
    }
}

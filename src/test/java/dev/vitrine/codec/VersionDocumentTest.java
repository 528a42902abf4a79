package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Microversion;
import dev.vitrine.model.View.Format;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Version documents are Nova's published samples, except for the status in XML. */
class VersionDocumentTest {
    private static final String BASE = "http://openstack.example.com";
    private static final Microversion MAX = new Microversion(2, 104);

    static Stream<Arguments> documents() {
        return Stream.of(
                document("versions-root", format -> VersionDocument.list(BASE, MAX, format)),
                document("version-v2", format -> VersionDocument.of(ApiVersion.V2_0, BASE, MAX, format)),
                document("choices", format -> VersionDocument.choices(BASE, "/images/1", format)));
    }

    private static Arguments document(String sample, Function<Format, byte[]> written) {
        return Arguments.of(sample, written);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void jsonIsTheSampleWithoutItsWhiteSpace(String sample, Function<Format, byte[]> written) throws IOException {
        assertThat(new String(written.apply(Format.JSON), UTF_8)).isEqualTo(json(sample));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void xmlIsTheSampleOnOneLineAfterTheDeclaration(String sample, Function<Format, byte[]> written)
            throws IOException {
        assertThat(new String(written.apply(Format.XML), UTF_8)).isEqualTo(xml(sample));
    }

    @Test
    void theVersionWithMicroversionsIsTheSampleInJson() throws IOException {
        assertThat(new String(VersionDocument.of(ApiVersion.V2_1, BASE, MAX, Format.JSON), UTF_8))
                .isEqualTo(json("version-v21"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void theHighestMicroversionIsTheConfiguredOneInJsonAndNowhereInXml(Format format) {
        String list = new String(VersionDocument.list(BASE, new Microversion(2, 35), format), UTF_8);

        assertThat(list.contains("\"version\":\"2.35\"")).isEqualTo(format == Format.JSON);
        assertThat(list).doesNotContain("2.104");
    }

    private static String json(String sample) throws IOException {
        return text(sample + ".json").replaceAll("\\s+", "");
    }

    private static String xml(String sample) throws IOException {
        return text(sample + ".xml").strip().replaceAll(">\\s+<", "><").replaceFirst("\\?><", "?>\n<");
    }

    private static String text(String name) throws IOException {
        try (InputStream in = VersionDocumentTest.class.getResourceAsStream("/samples/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}

package dev.vitrine.nova;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Microversion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NovaVersionTest {
    private static Microversion read(String document) {
        return NovaVersion.read(document.getBytes(UTF_8));
    }

    @Test
    void maximumIsTheVersionOfTheDocument() {
        String document = """
                {"version": {"id": "v2.1", "status": "CURRENT", "version": "2.96", "min_version": "2.1", "links": []}}""";

        assertThat(read(document)).isEqualTo(new Microversion(2, 96));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "null",
                "{\"version\": 2.96}",
                "{\"version\": {\"version\": \"\"}}",
                "{\"version\": {\"version\": \"2.0\"}}",
                "{\"version\": {\"version\": \"latest\"}}",
                "{\"versions\": [{\"version\": \"2.96\"}]}"
            })
    void whatIsNoSuchDocumentSaysNothing(String document) {
        assertThat(read(document)).isNull();
    }
}

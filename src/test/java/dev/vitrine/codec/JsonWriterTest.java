package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that is written by hand is what Jackson writes. */
class JsonWriterTest {
    private static final int[] CHARACTERS = {
        'a', ' ', '~', '"', '\\', '/', 0, '\b', '\n', 0x1F, 0x7F, 0x80, 0xFF, 0x100, 0x2028, 0xFFFD, 0x1F600
    };

    private final ResponseTemplate.Builder template = new ResponseTemplate.Builder();
    private final JsonWriter json = new JsonWriter(template);

    @Test
    void aTextIsEscapedAsByJackson() throws IOException {
        Random random = new Random(20);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            String text = text(random, random.nextInt(8));
            json.text(text).raw(",");
            expected.append(byJackson(text)).append(',');
        }

        assertThat(written(Links.NONE)).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2045, 2046, 2047, 2048, 2049, 4096, 70_000, 200_000})
    void aTextMayHaveAnyLength(int length) throws IOException {
        String plain = "x".repeat(length);
        json.raw("[").text(plain).raw(",").text(plain + "ü").raw("]");

        assertThat(written(Links.NONE)).isEqualTo("[\"" + plain + "\",\"" + plain + "ü\"]");
    }

    @Test
    void aPlaceholderIsWhereItWasWritten() {
        json.raw("{")
                .placeholder(Placeholder.SELF)
                .text("ü")
                .placeholder(Placeholder.BOOKMARK)
                .raw("}");

        assertThat(written(new Links("s", "b", "", 0))).isEqualTo("{s\"ü\"b}");
    }

    @Test
    void nullAndNumbersAndJsonAreWrittenAsTheyAre() {
        json.text(null).raw(",").number(Long.MIN_VALUE).raw(",").json("{\"ü\":\"\\u0000\uD83D\uDE00\"}");

        assertThat(written(Links.NONE)).isEqualTo("null,-9223372036854775808,{\"ü\":\"\\u0000\uD83D\uDE00\"}");
    }

    private String written(Links links) {
        json.flush();
        return new String(template.build().fill(links), UTF_8);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(CHARACTERS[random.nextInt(i % 2 == 0 ? CHARACTERS.length : 3)]);
        }
        return text.toString();
    }

    /** To bytes, since Jackson escapes what is beyond the basic plane there, and does not where it writes characters. */
    private static String byJackson(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.writeString(text);
        }
        return out.toString(UTF_8);
    }
}

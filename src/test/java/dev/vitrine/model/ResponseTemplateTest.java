package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.identity.Digest;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTemplateTest {

    @ParameterizedTest
    @CsvSource({"s, b, a, <s|ba>s", "self, bmk, %C3, <self|bmk%C3>self", "'', '', '', <|>"})
    void placeholdersAreFilled(String self, String bookmark, String alternate, String filled) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes("<".getBytes(UTF_8));
        template.placeholder(Placeholder.SELF);
        template.out().writeBytes("|".getBytes(UTF_8));
        template.placeholder(Placeholder.BOOKMARK);
        template.placeholder(Placeholder.ALTERNATE);
        template.out().writeBytes(">".getBytes(UTF_8));
        template.placeholder(Placeholder.SELF);

        ResponseTemplate document = template.build();

        assertThat(new String(document.fill(new Links(self, bookmark, alternate, 0)), UTF_8))
                .isEqualTo(filled);
    }

    @Test
    void documentWithoutPlaceholdersIsUnchanged() {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes("x".getBytes(UTF_8));

        assertThat(template.build().fill(new Links("s", "b", "a", 0))).containsExactly('x');
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10",
        "0, 65536",
        "65530, 65540",
        "65536, 131072",
        "65535, 131073",
        "199990, 200000",
        "5, 200000",
        "7, 7"
    })
    void whatIsCopiedOfADocumentHasItsPlaceholders(int from, int to) {
        Links links = new Links("<self>", "<bookmark>", "<alternate>", 0);
        ResponseTemplate.Builder source = new ResponseTemplate.Builder();
        StringBuilder expected = new StringBuilder("x".repeat(70_000));
        for (int i = 0; i < 200_000; i++) {
            boolean isCopied = from <= i && i < to;
            if (i % 1_000 == 0 || i % 65_536 > 65_534 || i % 65_536 < 2) {
                source.placeholder(Placeholder.BOOKMARK);
                source.placeholder(Placeholder.SELF);
                expected.append(isCopied ? "<bookmark><self>" : "");
            }
            source.write('a' + i % 23);
            expected.append(isCopied ? String.valueOf((char) ('a' + i % 23)) : "");
        }
        ResponseTemplate.Builder template = new ResponseTemplate.Builder().digesting();
        template.writeBytes("x".repeat(70_000).getBytes(UTF_8));

        template.copy(source.build(), from, to);
        template.placeholder(Placeholder.ALTERNATE);
        ResponseTemplate document = template.build();

        assertThat(new String(document.fill(links), UTF_8)).isEqualTo(expected + "<alternate>");
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < document.parts(); i++) {
            parts.append(new String(document.part(i, links, 0), UTF_8));
        }
        assertThat(parts.toString()).isEqualTo(expected + "<alternate>");
    }

    @Test
    void changingAFilledDocumentDoesNotChangeTheTemplate() {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes("x".getBytes(UTF_8));
        ResponseTemplate document = template.build();

        document.fill(new Links("", "", "", 0))[0] = 'y';

        assertThat(document.fill(new Links("", "", "", 0))).containsExactly('x');
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 65_535, 65_536, 65_537, 131_072, 200_000})
    void partsTogetherAreTheDocument(int length) {
        Links links = new Links("self", "bookmark", "alternate", 0);
        StringBuilder expected = new StringBuilder();
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.placeholder(Placeholder.SELF);
        for (int i = 0; i < length; i++) {
            if (i == 65_535 || i == 65_536 || i == 131_071) {
                template.placeholder(Placeholder.BOOKMARK);
                template.placeholder(Placeholder.SELF);
                expected.append("bookmarkself");
            }
            template.out().write('a' + i % 23);
            expected.append((char) ('a' + i % 23));
        }
        template.placeholder(Placeholder.ALTERNATE);
        ResponseTemplate document = template.build();
        String whole = "self" + expected + "alternate";

        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < document.parts(); i++) {
            parts.append(new String(document.part(i, links, 0), UTF_8));
        }

        assertThat(parts.toString()).isEqualTo(whole);
        assertThat(new String(document.fill(links), UTF_8)).isEqualTo(whole);
        assertThat(document.length(links)).isEqualTo(whole.length());
        assertThat(document.parts()).isEqualTo(Math.max((length + 65_535) / 65_536, 1));
    }

    @Test
    void aTextIsFoundAcrossTheEndOfAPart() {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes(("x".repeat(65_530) + "across the end" + "y".repeat(70_000)).getBytes(UTF_8));
        ResponseTemplate document = template.build();

        int at = document.indexOf("across the end".getBytes(UTF_8), 65_000, 4096);

        assertThat(at).isEqualTo(65_530);
        assertThat(document.text(at, 14)).isEqualTo("across the end");
        assertThat(document.indexOf("absent".getBytes(UTF_8), 135_000, 4096)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 65_535, 65_536, 65_537, 200_000})
    void theDigestMadeWhileADocumentIsWrittenIsThatOfItsBytes(int length) {
        byte[] bytes = "x".repeat(length).getBytes(UTF_8);
        ResponseTemplate.Builder digesting = new ResponseTemplate.Builder().digesting();
        ResponseTemplate.Builder plain = new ResponseTemplate.Builder();
        digesting.writeBytes(bytes);
        plain.writeBytes(bytes);

        ResponseTemplate document = digesting.build();

        assertThat(document.digest())
                .isEqualTo(Digest.of(bytes))
                .isEqualTo(plain.build().digest());
        assertThat(document.digest()).isSameAs(document.digest());
        assertThat(document.tag()).isEqualTo(Digest.of(bytes).a());
    }

    @Test
    void aDocumentAsksBeforeItGrows() {
        AtomicInteger asked = new AtomicInteger();
        ResponseTemplate.Builder template = new ResponseTemplate.Builder(asked::addAndGet);

        template.out().writeBytes(new byte[1000]);
        assertThat(asked).hasValue(0);
        template.out().writeBytes(new byte[200_000]);

        assertThat(asked.get()).isBetween(201_000, 201_000 + 65_536);
        assertThatThrownBy(() -> new ResponseTemplate.Builder(bytes -> {
                            throw new IllegalStateException("no room");
                        })
                        .writeBytes(new byte[200_000]))
                .hasMessage("no room");
    }
}

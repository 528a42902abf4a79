package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredDocumentTest {
    private static final Links LINKS = new Links("self", "bookmark", "alternate", 0);
    private static final List<Placeholder> PLACEHOLDERS =
            List.of(Placeholder.ALTERNATE, Placeholder.SELF, Placeholder.BOOKMARK);

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 3", "1, 1", "715, 3", "65535, 2", "65536, 3"})
    void documentIsReadAsItWasStored(int length, int placeholders) {
        ResponseTemplate document = document(length, placeholders);

        byte[] stored = StoredDocument.of(document, (byte) 7, new byte[] {1, 2, 3});
        ResponseTemplate read = StoredDocument.document(stored);

        assertThat(StoredDocument.label(stored)).isEqualTo((byte) 7);
        assertThat(StoredDocument.appendix(stored)).containsExactly(1, 2, 3);
        assertThat(read.fill(LINKS)).isEqualTo(document.fill(LINKS));
        assertThat(read.part(0, LINKS, 5)).isEqualTo(document.part(0, LINKS, 5));
        assertThat(read.length(LINKS)).isEqualTo(document.length(LINKS));
        assertThat(read.tag()).isEqualTo(document.tag());
        assertThat(read.digest()).isEqualTo(document.digest());
    }

    @Test
    void whatIsStoredBehindItIsNotFoundInIt() {
        ResponseTemplate document = document(30, 1);

        byte[] stored = StoredDocument.of(document, (byte) 0, "behind it".getBytes(UTF_8));
        ResponseTemplate read = StoredDocument.document(stored);

        assertThat(read.indexOf("behind".getBytes(UTF_8), 0, 4096)).isEqualTo(-1);
        assertThat(read.indexOf("defg".getBytes(UTF_8), 0, 4096)).isEqualTo(3);
        assertThat(read.text(3, 4)).isEqualTo("defg");
    }

    private static ResponseTemplate document(int length, int placeholders) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        for (int i = 0; i < length; i++) {
            template.write('a' + i % 23);
            if (i == length / 2 && placeholders > 1) {
                template.placeholder(PLACEHOLDERS.get(1));
            }
        }
        for (int i = 0; i < placeholders; i += 2) {
            template.placeholder(PLACEHOLDERS.get(i));
        }
        ResponseTemplate document = template.build();
        assertThat(document.isShort()).isTrue();
        return document;
    }
}

package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void changingAFilledDocumentDoesNotChangeTheTemplate() {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes("x".getBytes(UTF_8));
        ResponseTemplate document = template.build();

        document.fill(new Links("", "", "", 0))[0] = 'y';

        assertThat(document.fill(new Links("", "", "", 0))).containsExactly('x');
    }
}

package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ResponseTemplate.Draft;
import dev.vitrine.model.ResponseTemplate.Hole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTemplateTest {

    @ParameterizedTest
    @CsvSource({"s, b, a, <s|ba>s", "self, bmk, %C3, <self|bmk%C3>self", "'', '', '', <|>"})
    void holesAreFilledInTheirPlaces(String self, String bookmark, String alternate, String filled) {
        Draft draft = new Draft();
        draft.out().writeBytes("<".getBytes(UTF_8));
        draft.hole(Hole.SELF);
        draft.out().writeBytes("|".getBytes(UTF_8));
        draft.hole(Hole.BOOKMARK);
        draft.hole(Hole.ALTERNATE);
        draft.out().writeBytes(">".getBytes(UTF_8));
        draft.hole(Hole.SELF);

        ResponseTemplate document = draft.finish();

        assertThat(new String(document.fill(new Links(self, bookmark, alternate, 0)), UTF_8))
                .isEqualTo(filled);
    }

    @Test
    void documentWithoutHolesIsWhatWasWritten() {
        Draft draft = new Draft();
        draft.out().writeBytes("x".getBytes(UTF_8));

        assertThat(draft.finish().fill(new Links("s", "b", "a", 0))).containsExactly('x');
    }

    @Test
    void changingWhatWasFilledDoesNotChangeTheDocument() {
        Draft draft = new Draft();
        draft.out().writeBytes("x".getBytes(UTF_8));
        ResponseTemplate document = draft.finish();

        document.fill(new Links("", "", "", 0))[0] = 'y';

        assertThat(document.fill(new Links("", "", "", 0))).containsExactly('x');
    }
}

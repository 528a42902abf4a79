package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.codec.ImageDocument;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageContentTest {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final Links LINKS = new Links("http://a/v2/p", "http://a/p", "http://g", 1);

    /** The lengths make a short document, a long one beside a packed record, and one beside a record that is not packed. */
    @ParameterizedTest
    @ValueSource(ints = {100, 70_000, 300_000})
    void recordAndEveryDocumentAreReadAsTheyWereAdded(int length) {
        Image image = image(length);
        Object content = image;
        assertThat(ImageContent.document(content, View.ALL.get(0))).isNull();

        for (View view : View.ALL) {
            content = ImageContent.with(content, view, ImageDocument.of(image, view));

            assertThat(ImageContent.image(content)).isEqualTo(image);
            assertThat(filled(content, view))
                    .isEqualTo(ImageDocument.of(image, view).fill(LINKS));
        }
        for (View view : View.ALL) {
            ResponseTemplate document = ImageDocument.of(image, view);
            assertThat(filled(content, view)).isEqualTo(document.fill(LINKS));
            assertThat(ImageContent.document(content, view).tag()).isEqualTo(document.tag());
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 110", "70000, 500", "300000, 300800"})
    void contentWeighsWhatItTakesBesideTheDocument(int length, int most) {
        Image image = image(length);
        View view = View.ALL.get(3);
        ResponseTemplate document = ImageDocument.of(image, view);

        long weight = ImageContent.weight(ImageContent.with(image, view, document));

        assertThat(weight - document.length(Links.NONE)).isBetween(60L, (long) most);
    }

    private static byte[] filled(Object content, View view) {
        ResponseTemplate document = ImageContent.document(content, view);
        assertThat(document).isNotNull();
        return document.fill(LINKS);
    }

    private static Image image(int length) {
        Property property = new Property("description", new PropertyValue.Text("x".repeat(length)));
        return new Image(
                ID,
                "name",
                ImageStatus.ACTIVE,
                1,
                2,
                3,
                "2011-01-01T01:02:03Z",
                "2011-01-01T01:02:03Z",
                Visibility.PUBLIC,
                List.of(property));
    }
}

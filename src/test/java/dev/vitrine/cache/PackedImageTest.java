package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.vitrine.codec.ImageDocument;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedImageTest {
    private static final View JSON = new View(Format.JSON, false, false);
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String[] TEXTS = {
        "",
        "a",
        "ab",
        "abc",
        "abcd",
        "architecture",
        "x86_64",
        "\"quoted\" \\ <&>",
        "\u00e9t\u00e9",
        "\u4e16\u754c",
        "\ud83d\ude00 face",
        "links",
        "metadata",
        "\u0001",
        "x".repeat(300)
    };

    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void everyRecordIsReadAsItWasPackedBesideEitherFormat(Format format) {
        for (int i = 0; i < 2_000; i++) {
            Image image = image();
            ResponseTemplate document = ImageDocument.of(image, new View(format, i % 2 == 0, i % 3 == 0));

            assertThat(PackedImage.read(PackedImage.of(image, document), document))
                    .isEqualTo(image);
        }
    }

    @Test
    void nullAmongThePropertiesIsStillNoServer() {
        Image image = with(new Property("instance_uuid", PropertyValue.NULL));
        ResponseTemplate document = ImageDocument.of(image, JSON);

        assertThat(PackedImage.read(PackedImage.of(image, document), document).server())
                .isNull();
    }

    @Test
    void textsOfTheDocumentAreNotKeptTwice() {
        Image image = with(new Property("description", new PropertyValue.Text("a word or two ".repeat(100))));

        assertThat(PackedImage.of(image, ImageDocument.of(image, JSON))).hasSizeLessThan(40);
    }

    @Test
    void textsThatAreNearlyAlikeDoNotKeepTheEventLoop() {
        String alike = "a".repeat(60_000);
        Image image = with(
                new Property("links", new PropertyValue.Text(alike + "b")),
                new Property("rel", new PropertyValue.Text(alike + "c")),
                new Property("self", new PropertyValue.Text(alike + "d")),
                new Property("updated", new PropertyValue.Text(alike + "e")));
        ResponseTemplate document = ImageDocument.of(image, JSON);

        byte[] packed = assertTimeoutPreemptively(Duration.ofSeconds(1), () -> PackedImage.of(image, document));

        assertThat(PackedImage.read(packed, document)).isEqualTo(image);
    }

    private Image image() {
        List<Property> properties = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            properties.add(new Property(text(), value()));
        }
        return new Image(
                text(),
                nullable(),
                pick(ImageStatus.values()),
                number(),
                number(),
                number(),
                nullable(),
                nullable(),
                pick(Visibility.values()),
                properties);
    }

    private PropertyValue value() {
        return switch (random.nextInt(6)) {
            case 0 -> PropertyValue.NULL;
            case 1 -> PropertyValue.TRUE;
            case 2 -> PropertyValue.json("[1,2.50,{\"a\":null}]");
            default -> new PropertyValue.Text(text());
        };
    }

    private String nullable() {
        return random.nextInt(5) == 0 ? null : text();
    }

    private String text() {
        return pick(TEXTS);
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextInt(300);
            default -> random.nextLong();
        };
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Image with(Property... properties) {
        return new Image(
                ID,
                "name",
                ImageStatus.ACTIVE,
                0,
                0,
                1,
                "2011-01-01T01:02:03Z",
                "2011-01-01T01:02:03Z",
                Visibility.PUBLIC,
                List.of(properties));
    }
}

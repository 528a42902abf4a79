package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.ImageId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopImagesTest {
    private final TopImages busiest = new TopImages();

    private static ImageId id(int number) {
        return new ImageId(0x4000, number, null);
    }

    @Test
    void theBusiestComeFirstWithTheirPart() {
        for (int i = 0; i < 100; i++) {
            busiest.note(id(i < 70 ? 1 : i < 90 ? 2 : 3));
        }

        assertThat(busiest.top()).extracting(TopImages.Busy::id).containsExactly(id(1), id(2), id(3));
        assertThat(busiest.top().get(0).part()).isCloseTo(0.7, within(1e-9));
    }

    /** 100,000 others, each asked for once, in between. */
    @Test
    void noFloodOfOthersPushesOutWhatIsBusyAndTheNumberOfPlacesIsBounded() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            busiest.note(random.nextInt(10) == 0 ? id(1) : id(1_000 + i));
        }

        assertThat(busiest.top()).hasSize(10);
        assertThat(busiest.top().get(0).id()).isEqualTo(id(1));
        assertThat(busiest.top().get(0).part()).isBetween(0.09, 0.13);
    }

    @Test
    void whatIsNoLongerAskedForIsForgotten() {
        for (int i = 0; i < 100; i++) {
            busiest.note(id(1));
        }
        for (int i = 0; i < 600; i++) {
            busiest.forget();
        }

        assertThat(busiest.top()).isEmpty();
    }
}

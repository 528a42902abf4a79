package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.model.ImageId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopImagesTest {
    private final TopImages topImages = new TopImages();

    private static ImageId id(int number) {
        return new ImageId(0x4000, number, null);
    }

    @Test
    void theMostRequestedComeFirstWithTheirShares() {
        for (int i = 0; i < 100; i++) {
            topImages.count(id(i < 70 ? 1 : i < 90 ? 2 : 3));
        }

        assertThat(topImages.top()).extracting(TopImages.TopImage::id).containsExactly(id(1), id(2), id(3));
        assertThat(topImages.top().get(0).share()).isCloseTo(0.7, within(1e-9));
    }

    /** 100,000 others in between, each requested once. */
    @Test
    void aFloodOfOthersDoesNotReplaceAFrequentImageAndMemoryIsBounded() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            topImages.count(random.nextInt(10) == 0 ? id(1) : id(1_000 + i));
        }

        assertThat(topImages.top()).hasSize(10);
        assertThat(topImages.top().get(0).id()).isEqualTo(id(1));
        assertThat(topImages.top().get(0).share()).isBetween(0.09, 0.13);
    }

    @Test
    void anImageThatIsNoLongerRequestedDecays() {
        for (int i = 0; i < 100; i++) {
            topImages.count(id(1));
        }
        for (int i = 0; i < 600; i++) {
            topImages.decay();
        }

        assertThat(topImages.top()).isEmpty();
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of reads of images and lists, changes, events and outages at two gateways in front of one Glance, each
 * answer held against all that Glance could truly have said in the time that the rules allow.
 *
 * <p>A failure names its seed; {@code -Dmodel.seed=N} repeats that sequence alone.
 */
class ModelTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 50;

    @Test
    void noAnswerIsOneThatGlanceCouldNotHaveGivenInTheTimeAllowed() {
        Long only = Long.getLong("model.seed");
        long first = only == null ? System.nanoTime() : only;
        System.out.println("ModelTest: " + (only == null ? SEQUENCES : 1) + " sequences from seed " + first);
        ModelCloud.Tally tally = new ModelCloud.Tally();
        for (long seed = first; seed < first + (only == null ? SEQUENCES : 1); seed++) {
            ModelCloud cloud = new ModelCloud(new Random(seed), tally);
            for (int step = 0; step < STEPS; step++) {
                cloud.step();
            }
            assertThat(cloud.violations()).as("seed %d", seed).isEmpty();
        }
        // A model that never comes to the interesting places proves nothing.
        if (only == null) {
            assertThat(tally.counts())
                    .hasSize(6)
                    .allSatisfy((how, count) -> assertThat(count).isGreaterThan(1000));
            assertThat(tally.listCounts())
                    .hasSize(5)
                    .allSatisfy((how, count) -> assertThat(count).isGreaterThan(1000));
        }
    }
}

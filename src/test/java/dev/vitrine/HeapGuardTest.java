package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private double used;
    private final List<String> done = new ArrayList<>();

    private final HeapGuard watch = new HeapGuard(() -> used, new HeapGuard.Valves() {
        @Override
        public void halveCaches(boolean isHalf) {
            done.add(isHalf ? "half" : "whole");
        }

        @Override
        public void refuse(boolean isRefusing) {
            done.add(isRefusing ? "refuse" : "take");
        }

        @Override
        public void collect() {
            done.add("collect");
        }
    });

    private List<String> look(double part, int times) {
        used = part;
        done.clear();
        for (int i = 0; i < times; i++) {
            watch.look();
        }
        return done;
    }

    @Test
    void belowTheFirstMarkNothingIsDone() {
        assertThat(look(0.85, 100)).isEmpty();
    }

    @Test
    void aboveTheFirstMarkTheCachesAreHalvedOnce() {
        assertThat(look(0.86, 100)).containsExactly("half", "take");
        assertThat(look(0.5, 100)).containsExactly("whole", "take");
    }

    @Test
    void aboveTheSecondMarkNothingNewIsTakenAndACollectionIsAskedForNowAndThen() {
        assertThat(look(0.96, 9)).containsExactly("half", "refuse");
        assertThat(look(0.96, 21)).containsExactly("collect", "collect", "collect");
        assertThat(look(0.9, 100)).containsExactly("half", "take");
    }

    @Test
    void theProcessTellsHowMuchACollectionHasLeft() {
        System.gc();

        assertThat(HeapGuard.usedAfterCollection()).isGreaterThan(0).isLessThan(1);
    }
}

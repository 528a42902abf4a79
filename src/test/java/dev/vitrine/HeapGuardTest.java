package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private double used;
    private final List<String> done = new ArrayList<>();

    private final HeapGuard guard = new HeapGuard(() -> used, new HeapGuard.Actions() {
        @Override
        public void halveCaches(boolean isHalf) {
            done.add(isHalf ? "half" : "whole");
        }

        @Override
        public void rejectAll(boolean isRejecting) {
            done.add(isRejecting ? "reject" : "accept");
        }

        @Override
        public void collectGarbage() {
            done.add("collect");
        }
    });

    private List<String> check(double part, int times) {
        used = part;
        done.clear();
        for (int i = 0; i < times; i++) {
            guard.check();
        }
        return done;
    }

    @Test
    void belowTheFirstThresholdNothingIsDone() {
        assertThat(check(0.85, 100)).isEmpty();
    }

    @Test
    void aboveTheFirstThresholdTheCachesAreHalvedOnce() {
        assertThat(check(0.86, 100)).containsExactly("half", "accept");
        assertThat(check(0.5, 100)).containsExactly("whole", "accept");
    }

    @Test
    void aboveTheSecondThresholdAllIsRejectedAndCollectionsAreRequested() {
        assertThat(check(0.96, 9)).containsExactly("half", "reject");
        assertThat(check(0.96, 21)).containsExactly("collect", "collect", "collect");
        assertThat(check(0.9, 100)).containsExactly("half", "accept");
    }

    @Test
    void useAfterACollectionIsKnown() {
        System.gc();

        assertThat(HeapGuard.usedAfterCollection()).isGreaterThan(0).isLessThan(1);
    }
}

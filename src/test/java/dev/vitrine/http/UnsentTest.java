package dev.vitrine.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsentTest {
    private final Unsent unsent = new Unsent(100);

    @Test
    void oneMayHaveHalfOfItAndNoMore() {
        assertThat(unsent.isTooMuch(0, 50)).isFalse();
        assertThat(unsent.isTooMuch(50, 51)).isTrue();
    }

    @Test
    void ofManyEachMayHaveWhatIsLeft() {
        assertThat(unsent.isTooMuch(0, 40)).isFalse();
        assertThat(unsent.isTooMuch(0, 30)).isFalse();
        assertThat(unsent.isTooMuch(0, 16)).isTrue();
        assertThat(unsent.isTooMuch(16, 0)).isFalse();
        assertThat(unsent.isTooMuch(0, 15)).isFalse();
    }

    @Test
    void whoHasLessThanBeforeIsLeftAloneThoughItIsTooMuch() {
        assertThat(unsent.isTooMuch(0, 90)).isTrue();
        assertThat(unsent.isTooMuch(90, 80)).isFalse();
        assertThat(unsent.bytes()).isEqualTo(80);
    }

    @Test
    void whatIsTakenLeavesRoomForOthers() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(unsent.isTooMuch(0, 50)).isFalse();
            assertThat(unsent.isTooMuch(50, 0)).isFalse();
        }
        assertThat(unsent.bytes()).isZero();
    }
}

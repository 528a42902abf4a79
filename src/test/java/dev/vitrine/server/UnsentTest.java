package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsentTest {
    private static final long KIB = 1 << 10;

    private final Unsent unsent = new Unsent(1_000 * KIB);
    private final List<String> cutOff = new ArrayList<>();

    private final Unsent.Holder one = () -> cutOff.add("one");
    private final Unsent.Holder two = () -> cutOff.add("two");

    @Test
    void oneMayHaveAllOfItAndNoMore() {
        unsent.holds(one, 1_000 * KIB);
        assertThat(cutOff).isEmpty();

        unsent.holds(one, 1_001 * KIB);

        assertThat(cutOff).containsExactly("one");
        assertThat(unsent.cutOff()).isEqualTo(1);
        assertThat(unsent.bytes()).isZero();
    }

    @Test
    void whoHasMostIsCutOffWhoeverHasOneMore() {
        unsent.holds(one, 900 * KIB);
        unsent.holds(two, 100 * KIB);
        assertThat(cutOff).isEmpty();

        unsent.holds(two, 101 * KIB);

        assertThat(cutOff).containsExactly("one");
    }

    @Test
    void littleIsNotCounted() {
        for (int i = 0; i < 10_000; i++) {
            unsent.holds(() -> cutOff.add("many"), 64 * KIB - 1);
        }

        assertThat(unsent.bytes()).isZero();
        assertThat(cutOff).isEmpty();
    }

    @Test
    void whatIsTakenLeavesRoomForOthers() {
        unsent.holds(one, 900 * KIB);
        unsent.holds(one, 200 * KIB);
        unsent.holds(two, 800 * KIB);
        assertThat(unsent.bytes()).isEqualTo(1_000 * KIB);

        unsent.holds(one, 0);
        unsent.holds(one, 0);
        unsent.holds(two, 0);

        assertThat(unsent.bytes()).isZero();
        assertThat(cutOff).isEmpty();
    }
}

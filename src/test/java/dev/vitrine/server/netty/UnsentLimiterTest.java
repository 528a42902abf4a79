package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsentLimiterTest {
    private static final long KIB = 1 << 10;

    private final UnsentLimiter unsent = new UnsentLimiter(1_000 * KIB);
    private final List<String> aborted = new ArrayList<>();

    private final UnsentLimiter.Holder one = () -> aborted.add("one");
    private final UnsentLimiter.Holder two = () -> aborted.add("two");

    @Test
    void abortsTheOnlyConnectionThatExceedsTheLimit() {
        unsent.set(one, 1_000 * KIB);
        assertThat(aborted).isEmpty();

        unsent.set(one, 1_001 * KIB);

        assertThat(aborted).containsExactly("one");
        assertThat(unsent.closed()).isEqualTo(1);
        assertThat(unsent.bytes()).isZero();
    }

    @Test
    void abortsTheConnectionWithMostNotTheOneThatExceedsTheLimit() {
        unsent.set(one, 900 * KIB);
        unsent.set(two, 100 * KIB);
        assertThat(aborted).isEmpty();

        unsent.set(two, 101 * KIB);

        assertThat(aborted).containsExactly("one");
    }

    @Test
    void doesNotCountLessThan64KiBOfAConnection() {
        for (int i = 0; i < 10_000; i++) {
            unsent.set(() -> aborted.add("many"), 64 * KIB - 1);
        }

        assertThat(unsent.bytes()).isZero();
        assertThat(aborted).isEmpty();
    }

    @Test
    void doesNotCountWhatWasSent() {
        unsent.set(one, 900 * KIB);
        unsent.set(one, 200 * KIB);
        unsent.set(two, 800 * KIB);
        assertThat(unsent.bytes()).isEqualTo(1_000 * KIB);

        unsent.set(one, 0);
        unsent.set(one, 0);
        unsent.set(two, 0);

        assertThat(unsent.bytes()).isZero();
        assertThat(aborted).isEmpty();
    }
}

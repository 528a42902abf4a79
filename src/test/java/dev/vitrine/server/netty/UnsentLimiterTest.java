package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsentLimiterTest {
    private static final long KIB = 1 << 10;

    private final UnsentLimiter unsent = new UnsentLimiter(1_000 * KIB);
    private final List<String> aborted = new ArrayList<>();

    private final UnsentLimiter.Holder one = holder("one", "192.0.2.1");
    private final UnsentLimiter.Holder two = holder("two", "192.0.2.2");

    private UnsentLimiter.Holder holder(String name, String address) {
        return new UnsentLimiter.Holder() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void abort() {
                aborted.add(name);
            }
        };
    }

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
    void abortsAConnectionOfTheAddressThatHasMostThoughAnothersHasMoreAlone() {
        unsent.set(one, 300 * KIB);
        for (int i = 0; i < 8; i++) {
            unsent.set(holder("many " + i, "192.0.2.3"), (80 + i) * KIB);
        }
        assertThat(aborted).isEmpty();

        unsent.set(holder("many 8", "192.0.2.3"), 88 * KIB);

        assertThat(aborted).containsExactly("many 8");
        assertThat(unsent.bytes()).isEqualTo((300 + 8 * 80 + 28) * KIB);
    }

    @Test
    void doesNotCountLessThan64KiBOfAConnection() {
        for (int i = 0; i < 10_000; i++) {
            unsent.set(holder("many", "192.0.2.3"), 64 * KIB - 1);
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

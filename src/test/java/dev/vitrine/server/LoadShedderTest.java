package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.ListenConfig;
import org.junit.jupiter.api.Test;

class LoadShedderTest {
    private int passengers;
    private final LoadShedder shedder = new LoadShedder(ListenConfig.plain("127.0.0.1", 0), () -> passengers);

    private int begin(int most) {
        int begun = 0;
        while (begun < most && shedder.tryAdmit()) {
            begun++;
        }
        return begun;
    }

    @Test
    void twoThousandRequestsWorkAndThereIsRoomAgainWhenOneEnds() {
        assertThat(begin(10_000)).isEqualTo(2_000);

        shedder.onEnd();

        assertThat(begin(10_000)).isEqualTo(1);
        assertThat(shedder.requests()).isEqualTo(2_000);
    }

    @Test
    void whoOnlyWaitsForAnotherTakesNoPlace() {
        begin(10_000);

        passengers = 1_990;

        assertThat(shedder.requests()).isEqualTo(10);
        assertThat(begin(10_000)).isEqualTo(1_990);
    }

    @Test
    void nobodyIsTakenWhileThereIsNoMemory() {
        shedder.rejectAll(true);
        assertThat(shedder.tryAdmit()).isFalse();

        shedder.rejectAll(false);
        assertThat(shedder.tryAdmit()).isTrue();
    }
}

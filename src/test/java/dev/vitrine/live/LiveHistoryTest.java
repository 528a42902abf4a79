package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the history itself: which responses are late, and by how much. */
class LiveHistoryTest {
    private static final Set<String> ALL = Set.of("owner", "other");
    private static final Set<String> OWNER = Set.of("owner");

    private final AtomicLong clock = new AtomicLong(-5_000);
    private final LiveHistory history = new LiveHistory(clock::get, "0", ALL);

    /** Open in turn 0; closed in turn 1 by a change from 100 to 110, opened in turn 2 by one from 200 to 210. */
    private void closedAndOpened() {
        change(100, "1", OWNER);
        change(200, "2", ALL);
    }

    private void change(long start, String turn, Set<String> seenBy) {
        clock.set(start - 5_000);
        history.change(turn, seenBy, () -> clock.addAndGet(10));
    }

    private static LiveRead found(String caller, long start, long end, String turn) {
        return new LiveRead(caller, start, end, 200, turn);
    }

    private static LiveRead absent(String caller, long start, long end) {
        return new LiveRead(caller, start, end, 404, "");
    }

    private long lag(LiveRead read) {
        return history.lag(read).toNanos();
    }

    @Test
    void responseThatIsValidDuringTheRequestIsNotLate() {
        closedAndOpened();

        assertThat(lag(found("other", 50, 60, "0"))).isZero();
        assertThat(lag(absent("other", 150, 160))).isZero();
        assertThat(lag(found("owner", 150, 160, "1"))).isZero();
        assertThat(lag(found("other", 900, 910, "2"))).isZero();
    }

    @Test
    void duringAChangeBothStatesAreValid() {
        closedAndOpened();

        assertThat(lag(found("other", 103, 107, "0"))).isZero();
        assertThat(lag(absent("other", 103, 107))).isZero();
        assertThat(lag(absent("other", 90, 100))).isZero();
    }

    @Test
    void oldResponseIsAsLateAsTheEndOfTheChange() {
        closedAndOpened();

        assertThat(lag(found("other", 150, 160, "0"))).isEqualTo(40);
        assertThat(lag(absent("other", 1_000, 1_001))).isEqualTo(790);
    }

    @Test
    void responseFromTheFutureIsNeverValid() {
        closedAndOpened();

        assertThat(history.lag(absent("other", 90, 99))).isEqualTo(LiveHistory.NEVER);
        assertThat(history.lag(found("other", 250, 260, "1"))).isEqualTo(LiveHistory.NEVER);
        assertThat(history.lag(absent("owner", 250, 260))).isEqualTo(LiveHistory.NEVER);
        assertThat(history.lag(new LiveRead("owner", 250, 260, 503, ""))).isEqualTo(LiveHistory.NEVER);
        assertThat(LiveHistory.NEVER).isGreaterThan(Duration.ofDays(1));
    }

    @Test
    void onlyTheStateOfTheLastChangeIsCurrent() {
        closedAndOpened();

        assertThat(history.isUpToDate(found("other", 0, 1, "2"))).isTrue();
        assertThat(history.isUpToDate(found("other", 0, 1, "0"))).isFalse();
        assertThat(history.isUpToDate(absent("other", 0, 1))).isFalse();
    }

    @Test
    void responseMayBeAsOldAsItsTtlAndItsLoad() {
        closedAndOpened();
        LiveRead answer = absent("other", 280, 281);
        LiveRead late = absent("other", 320, 321);

        assertThat(late(answer, late)).containsExactly(late);
        assertThat(late(answer, late, found("owner", 215, 255, "2"))).isEmpty();
        assertThat(late(answer, late, found("owner", 190, 219, "1"))).containsExactly(late);
        assertThat(late(answer, new LiveRead("owner", 280, 281, 503, ""))).hasSize(1);
    }

    private Stream<LiveRead> late(LiveRead... reads) {
        return history.late(List.of(reads), Duration.ofNanos(100));
    }
}

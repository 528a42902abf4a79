package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListStore.CachedList;
import dev.vitrine.cache.ListStore.ListKey;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.ListQuery.Filter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A project that asks for ever other lists, and for each more often than others ask for theirs. */
class ListFloodTest {
    private static final Who FLOODER = Who.of("flooder", "member");
    private static final Who OTHER = Who.of("others", "member");

    /** More lists than the cache holds. */
    private static final int FLOOD = 60_000;

    private static final int OTHERS = 1_000;

    private final TestLists test = new TestLists();

    private static ListCache.Wanted wanted(int number) {
        return TestLists.wanted(List.of(new Filter("name", "%06d".formatted(number))));
    }

    private CacheOutcome read(Who who, int number) {
        return test.cache.list(wanted(number), who.caller()).result().cacheOutcome();
    }

    private void flood() {
        for (int number = 0; number < FLOOD; number++) {
            for (int time = 0; time < 4; time++) {
                read(FLOODER, number);
            }
        }
    }

    @Test
    void takesThreeQuartersOfTheCacheAtMostAndNothingFromOthers() {
        assertThat(IntStream.range(0, OTHERS)).allMatch(number -> read(OTHER, number) == CacheOutcome.MISS);
        flood();

        long bytes = (test.cache.size() - OTHERS) * weight();
        assertThat(bytes).isBetween((16L << 20) / 2, (16L << 20) * 3 / 4);
        assertThat(IntStream.range(0, OTHERS)).allMatch(number -> read(OTHER, number) == CacheOutcome.HIT);
    }

    /** Returns what each of the lists weighs. */
    private static long weight() {
        CachedList list = new CachedList(
                TestLists.listing(List.of(), FLOODER.caller(), true), new ListStore.Snapshot(0, 0, 0), 0);
        return ListStore.weight(ListKey.ofClass(wanted(0), FLOODER.identity()), list);
    }

    @Test
    void itsNewestListsAreKept() {
        flood();

        assertThat(IntStream.range(FLOOD - 10_000, FLOOD))
                .allMatch(number -> read(FLOODER, number) == CacheOutcome.HIT);
    }

    @Test
    void whatIsEvictedFromItsShareMakesRoomForItsNextLists() {
        flood();
        test.cache.halve(true);
        test.cache.halve(false);
        flood();

        assertThat(read(FLOODER, FLOOD - 1)).isEqualTo(CacheOutcome.HIT);
    }
}

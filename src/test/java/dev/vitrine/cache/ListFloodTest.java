package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** What a list is counted as at least: a 4,096th of the cache. */
    private static final long WEIGHT = (16L << 20) / 4_096;

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

        long bytes = (test.cache.size() - OTHERS) * WEIGHT;
        assertThat(bytes).isBetween((16L << 20) / 2, (16L << 20) * 3 / 4);
        assertThat(IntStream.range(0, OTHERS)).allMatch(number -> read(OTHER, number) == CacheOutcome.HIT);
    }

    @Test
    void itsNewestListsAreKept() {
        flood();

        assertThat(IntStream.range(FLOOD - 3_000, FLOOD)).allMatch(number -> read(FLOODER, number) == CacheOutcome.HIT);
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

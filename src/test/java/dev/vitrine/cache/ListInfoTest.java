package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListCache.EntryInfo;
import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator sees of a cached list is what the next request for it finds. */
class ListInfoTest {
    private static final Who US = Who.of("a", "member");
    private static final Who THEM = Who.of("b", "member");

    private final TestLists test = new TestLists();

    @BeforeEach
    void load() {
        test.put("11111111-0000-4000-8000-000000000000", Version.of(Visibility.PUBLIC, "a"));
        test.seen(US);
    }

    private EntryInfo entry() {
        List<EntryInfo> entries = test.cache.info(TestLists.ALL);
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0,      fresh",
        "4499,   fresh",
        "5000,   stale",
        "10000,  must-revalidate",
        "299999, must-revalidate",
        "300000, expired"
    })
    void stateIsThatOfTheAge(long millis, String state) {
        test.pass(Duration.ofMillis(millis));

        assertThat(entry().state()).isEqualTo(state);
        assertThat(entry().age()).isEqualTo(Duration.ofMillis(millis));
        assertThat(entry().asking()).isEqualTo(US.identity().accessClass());
        assertThat(entry().images()).isEqualTo(1);
        assertThat(entry().isForTokenAlone()).isFalse();
        assertThat(test.glance.calls()).as("only looked at").isEqualTo(1);
    }

    static Stream<Consumer<ListCache>> changes() {
        return Stream.of(
                ListCache::invalidateAll,
                ListCache::invalidateThrottled,
                lists -> lists.endWrite(new Outcome.Found<>(true)),
                lists -> lists.endWrite(Outcome.failed(Kind.UNKNOWN_OUTCOME)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatAChangeHasEndedIsInvalidatedUntilItIsLoadedAgain(Consumer<ListCache> change) {
        change.accept(test.cache);

        assertThat(entry().state()).isEqualTo("invalidated");
        test.seen(US);
        assertThat(entry().state()).isEqualTo("fresh");
    }

    @Test
    void afterAGapAListIsToBeRevalidated() {
        test.cache.requireRevalidation();

        assertThat(entry().state()).isEqualTo("must-revalidate");
    }

    @Test
    void eachAccessClassHasItsEntryTheNewestFirst() {
        test.pass(Duration.ofSeconds(1));
        test.seen(THEM);

        assertThat(test.cache.info(TestLists.ALL))
                .extracting(EntryInfo::asking)
                .containsExactly(THEM.identity().accessClass(), US.identity().accessClass());
        assertThat(test.cache.info(TestLists.wanted(List.of(new Filter("name", "eq:x")))))
                .as("another list")
                .isEmpty();
    }

    @Test
    void listForOneTokenNamesTheClassOfThatToken() {
        Who admin = Who.of("c", "admin");
        test.put("22222222-0000-4000-8000-000000000000", Version.of(Visibility.PRIVATE, "b"));
        test.seen(admin);

        assertThat(test.cache.info(TestLists.ALL))
                .filteredOn(EntryInfo::isForTokenAlone)
                .extracting(EntryInfo::asking)
                .containsExactly(admin.identity().tokenClass());
    }

    @Test
    void bytesAreThoseOfTheEntriesAndTheirBoundIsHalvedWithTheCache() {
        long max = test.cache.maxBytes();

        assertThat(test.cache.bytes()).isEqualTo(entry().bytes()).isPositive();
        assertThat(max).isEqualTo(TestCache.settings().listMaxBytes());
        test.cache.halve(true);
        assertThat(test.cache.maxBytes()).isEqualTo(max / 2);
        test.cache.halve(false);
        assertThat(test.cache.maxBytes()).isEqualTo(max);
    }

    @Test
    void requestsThatWaitAreCounted() {
        test.cache.invalidateAll();
        test.glance.hold();
        test.read(US);
        test.read(US.with("2"));

        assertThat(test.cache.waitingRequests()).isEqualTo(2);
        assertThat(test.cache.coalescedRequests()).isEqualTo(1);
        test.glance.release();
        assertThat(test.cache.waitingRequests()).isZero();
    }
}

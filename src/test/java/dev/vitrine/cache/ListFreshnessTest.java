package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A cached list goes from fresh to stale to must-revalidate to expired as an image does, and any change ends it. */
class ListFreshnessTest {
    private static final Who US = Who.of("a", "member");
    private static final Who THEM = Who.of("b", "member");
    private static final String OLD = "1:v1";
    private static final String NEW = "1:v2";

    private TestLists test = new TestLists();

    @BeforeEach
    void load() {
        test.put("11111111-0000-4000-8000-000000000000", Version.of(Visibility.PRIVATE, "a"));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
    }

    /** Begins anew; who may be served a stale list still waits no longer than for an image. */
    private void loadWithTimeout(Duration timeout) {
        test = new TestLists(timeout);
        load();
    }

    /** The image changes in Glance, and nobody says so. */
    private void change() {
        test.put(
                "11111111-0000-4000-8000-000000000000",
                Version.of(Visibility.PRIVATE, "a").changed());
    }

    @Test
    void freshListIsServedWithoutACall() {
        change();
        test.pass(Duration.ofMillis(4499));

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(OLD);
        assertThat(test.glance.calls()).isEqualTo(1);
    }

    @Test
    void staleListIsServedWhileOneRefreshRunsForACrowd() {
        change();
        test.glance.hold();
        test.pass(Duration.ofSeconds(5));

        for (int i = 0; i < 1_000; i++) {
            assertThat(test.how(US.with("" + i))).isEqualTo(CacheOutcome.STALE);
            assertThat(test.seen(US)).contains(OLD);
        }
        assertThat(test.glance.calls()).isEqualTo(2);
        test.glance.release();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void listOlderThanThatIsRevalidatedBeforeItIsServed() {
        change();
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<Listing>> led = test.read(US);
        Future<CacheResult<Listing>> joined = test.read(US.with("2"));
        assertThat(TestLists.seen(led)).isEqualTo("...");
        test.glance.release();

        assertThat(led.result().cacheOutcome()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(joined.result().cacheOutcome()).isEqualTo(CacheOutcome.COALESCED);
        assertThat(TestLists.seen(joined)).contains(NEW);
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void aListThatIsLateIsServedStaleAsSoonAsAnImageWouldBeAndIsKeptWhenItComes() {
        loadWithTimeout(Duration.ofMinutes(1));
        change();
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<Listing>> led = test.read(US);
        Future<CacheResult<Listing>> joined = test.read(US.with("2"));

        test.pass(TestCache.TIMEOUT);

        assertThat(led.result().cacheOutcome()).isEqualTo(CacheOutcome.STALE);
        assertThat(joined.result().cacheOutcome()).isEqualTo(CacheOutcome.STALE);
        assertThat(TestLists.seen(led)).contains(OLD);
        assertThat(test.cache.coalescedRequests()).isZero();
        test.glance.release();
        assertThat(test.glance.calls()).isEqualTo(2);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void aListThatWasInvalidatedWhileItWasLateIsWaitedForAnew() {
        loadWithTimeout(Duration.ofMinutes(1));
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<Listing>> late = test.read(US);
        change();
        test.cache.invalidateAll();

        test.pass(TestCache.TIMEOUT);

        assertThat(TestLists.seen(late)).isEqualTo("...");
        test.glance.release();
        assertThat(TestLists.seen(late)).contains(NEW);
    }

    @Test
    void aListOfWhichNothingIsCachedIsWaitedForUntilItsOwnTimeout() {
        loadWithTimeout(Duration.ofMinutes(1));
        test.cache.invalidateAll();
        test.glance.hold();
        Future<CacheResult<Listing>> late = test.read(US);

        test.pass(Duration.ofSeconds(59));
        assertThat(TestLists.seen(late)).isEqualTo("...");
        test.pass(Duration.ofSeconds(1));

        assertThat(TestLists.seen(late)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "INVALID_RESPONSE"})
    void whileGlanceFailsAListIsServedForFiveMinutes(Kind failure) {
        test.glance.fail(failure);
        test.pass(Duration.ofSeconds(299));

        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(US)).contains(OLD);
        assertThat(test.seen(THEM)).as("another class").isEqualTo(failure.name());
        test.pass(Duration.ofSeconds(1));
        assertThat(test.seen(US)).isEqualTo(failure.name());
    }

    @Test
    void whoWaitsTooLongForGlanceIsServedTheStaleList() {
        test.glance.hold();
        test.pass(Duration.ofSeconds(10));
        Future<CacheResult<Listing>> read = test.read(US);
        assertThat(read.isComplete()).isFalse();
        test.pass(TestCache.TIMEOUT);

        assertThat(read.result().cacheOutcome()).isEqualTo(CacheOutcome.STALE);
    }

    static Stream<Consumer<ListCache>> changes() {
        return Stream.of(
                ListCache::invalidateAll,
                ListCache::invalidateThrottled,
                lists -> lists.endWrite(new Outcome.Found<>(true)),
                lists -> lists.endWrite(Outcome.failed(Kind.UNKNOWN_OUTCOME)),
                lists -> lists.endWrite(Outcome.failed(Kind.CHANGE_FAILED)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatAChangeEndedIsNeverServedAgainNotEvenWhileGlanceIsDown(Consumer<ListCache> change) {
        test.glance.fail(Kind.UNAVAILABLE);
        change.accept(test.cache);

        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatAChangeEndedDuringTheWaitIsNotServedInPlaceOfTheFailure(Consumer<ListCache> change) {
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<Listing>> read = test.read(US);
        change.accept(test.cache);
        test.glance.asked().get(1).fail(Kind.UNAVAILABLE);

        assertThat(TestLists.seen(read)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refreshThatBeganBeforeAChangeIsNotKept(Consumer<ListCache> change) {
        test.pass(Duration.ofSeconds(5));
        test.glance.hold();
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        change();
        change.accept(test.cache);
        test.glance.release();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void writeThatSurelyWasNotMadeEndsNoList() {
        test.cache.endWrite(new Outcome.Failed<>(Failure.of(Kind.REFUSED).notApplied()));

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void secondNotificationWithinATenthOfASecondLeavesAFreshListButNoStaleOne() {
        test.cache.invalidateThrottled();
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        test.pass(Duration.ofMillis(1));
        test.cache.invalidateThrottled();
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.cache.requireRevalidation();
        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @Test
    void listLoadedSoonAfterAChangeHasATtlOfTwoSeconds() {
        test.cache.setFeedLive(true);
        test.cache.invalidateAll();
        test.pass(Duration.ofMillis(1900));
        test.seen(US);

        test.pass(Duration.ofMillis(1799));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofMillis(201));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        test.pass(Duration.ofSeconds(53));
        assertThat(test.how(US)).as("refreshed").isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void listLoadedLongAfterANotificationHasItsWholeTtl() {
        test.cache.setFeedLive(true);
        test.cache.invalidateThrottled();
        test.pass(Duration.ofSeconds(2));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);

        test.pass(Duration.ofSeconds(53));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void listLoadedSoonAfterANotificationHasATtlOfTwoSeconds() {
        test.cache.setFeedLive(true);
        test.cache.invalidateThrottled();
        test.pass(Duration.ofMillis(1999));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);

        test.pass(Duration.ofSeconds(2));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
    }

    @Test
    void whileAWriteMayStillBeCommittedAListIsServedForTwoSecondsAndNoLonger() {
        test.cache.setFeedLive(true);
        test.cache.endWrite(Outcome.failed(Kind.UNKNOWN_OUTCOME));
        for (int i = 0; i < 20; i++) {
            assertThat(test.how(US)).isIn(CacheOutcome.MISS, CacheOutcome.REFRESHED);
            test.pass(Duration.ofMillis(1799));
            assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
            test.pass(Duration.ofMillis(1200));
        }
        test.glance.fail(Kind.UNAVAILABLE);
        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
        test.glance.fail(null);
        test.pass(Duration.ofMillis(250));
        assertThat(test.how(US)).as("a minute later").isEqualTo(CacheOutcome.REFRESHED);
        test.pass(Duration.ofSeconds(53));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void whileTheFeedIsLiveAListIsBelievedAsLongAsAnImage() {
        test.cache.setFeedLive(true);
        change();

        test.pass(Duration.ofSeconds(53));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofSeconds(25));
        assertThat(test.seen(US)).contains(OLD);
        assertThat(test.seen(US)).contains(NEW);
        assertThat(test.glance.calls()).isEqualTo(2);
        test.pass(Duration.ofSeconds(90));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.REFRESHED);
    }

    static Stream<Consumer<ListCache>> gaps() {
        return Stream.of(ListCache::requireRevalidation, lists -> lists.setFeedLive(false));
    }

    @ParameterizedTest
    @MethodSource("gaps")
    void afterAGapInTheFeedAListIsRevalidatedBeforeItIsServedHoweverYoungItIs(Consumer<ListCache> gap) {
        test.cache.setFeedLive(true);
        change();
        gap.accept(test.cache);

        assertThat(test.how(US)).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.seen(US)).contains(NEW);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
    }

    @ParameterizedTest
    @MethodSource("gaps")
    void afterAGapInTheFeedAListIsServedWhileGlanceFails(Consumer<ListCache> gap) {
        test.cache.setFeedLive(true);
        gap.accept(test.cache);
        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        test.pass(Duration.ofMinutes(5));
        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @MethodSource("gaps")
    void loadThatBeganBeforeAGapIsNeitherJoinedNorKept(Consumer<ListCache> gap) {
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<Listing>> before = test.read(US);
        change();
        gap.accept(test.cache);
        Future<CacheResult<Listing>> after = test.read(US);
        test.glance.release();

        assertThat(TestLists.seen(before)).contains(OLD);
        assertThat(TestLists.seen(after)).contains(NEW);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void refreshThatIsRefusedTheCallersTokenLeavesTheListItsAge() {
        test.pass(Duration.ofSeconds(5));
        test.glance.fail(Kind.TOKEN_REFUSED);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);

        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        test.pass(Duration.ofSeconds(5));
        assertThat(test.seen(US)).isEqualTo("TOKEN_REFUSED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NOT_FOUND", "REFUSED", "REJECTED"})
    void refreshThatGlanceRefusesTakesTheListAway(Kind answer) {
        test.pass(Duration.ofSeconds(5));
        test.glance.fail(answer);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);

        assertThat(test.seen(US)).isEqualTo(answer.name());
        test.glance.fail(Kind.UNAVAILABLE);
        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @Test
    void refreshOfACallerWhoseClassIsNotConfirmedIsNotKept() {
        change();
        test.pass(Duration.ofSeconds(5));
        test.isClassConfirmed = Future.succeededFuture(false);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);

        test.isClassConfirmed = Future.succeededFuture(true);
        test.seen(US);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void noSecondRefreshBeginsWhileKeystoneConfirmsTheClassOfTheFirstOne() {
        Promise<Boolean> confirmed = Promise.promise();
        test.isClassConfirmed = confirmed.future();
        change();
        test.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        }
        assertThat(test.glance.calls()).isEqualTo(2);
        confirmed.complete(true);

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(NEW);
        test.pass(Duration.ofSeconds(5));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.glance.calls()).isEqualTo(3);
    }

    @Test
    void noSecondLoadBeginsWhileKeystoneConfirmsTheClassOfTheFirstOne() {
        Promise<Boolean> confirmed = Promise.promise();
        test.isClassConfirmed = confirmed.future();
        test.cache.invalidateAll();
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.COALESCED);
        assertThat(test.glance.calls()).isEqualTo(2);
        test.cache.invalidateAll();
        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.glance.calls()).isEqualTo(3);
        confirmed.complete(true);

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void anotherRefreshBeginsWhenGlanceHasFailedTheFirstOne() {
        test.pass(Duration.ofSeconds(5));
        test.glance.fail(Kind.UNAVAILABLE);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
        test.glance.fail(null);
        change();
        test.pass(Duration.ofMillis(250));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);

        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void listOfATokenAloneIsStaleAndRefreshedForThatTokenAlone() {
        Who admin = Who.of("b", "admin");
        Who other = admin.with("2");
        assertThat(test.seen(admin)).contains(OLD);
        change();
        test.pass(Duration.ofSeconds(5));
        assertThat(test.how(other)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.how(admin)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(admin)).contains(NEW);

        assertThat(test.how(admin)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofSeconds(20));
        test.glance.fail(Kind.UNAVAILABLE);
        assertThat(test.how(admin)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(admin.with("3"))).isEqualTo("UNAVAILABLE");
    }

    /** Lets the cached list expire, and further ones wait until what is returned completes. */
    private Promise<Void> expiredListsThatWait() {
        test.pass(Duration.ofSeconds(10));
        Promise<Void> turn = Promise.promise();
        test.turn = turn.future();
        return turn;
    }

    @Test
    void ageOfAListDoesNotCountItsWaitInTheQueue() {
        loadWithTimeout(Duration.ofMinutes(1));
        Promise<Void> turn = expiredListsThatWait();
        Future<CacheResult<Listing>> waiting = test.read(US);
        test.pass(Duration.ofSeconds(3));
        test.glance.hold();
        turn.complete();
        test.pass(Duration.ofSeconds(1));
        test.glance.release();

        assertThat(waiting.result().cacheOutcome()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofMillis(3_499));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofMillis(501));
        assertThat(test.how(US)).as("five seconds after Glance was asked").isEqualTo(CacheOutcome.STALE);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsAskedForAfterAChangeIsKeptThoughItsLoadBeganBefore(Consumer<ListCache> change) {
        Promise<Void> turn = expiredListsThatWait();
        test.read(US);
        change();
        change.accept(test.cache);
        turn.complete();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(NEW);
    }

    @ParameterizedTest
    @MethodSource("endsOfLoads")
    void whileAListWaitsForItsTurnChangesMakeNoFurtherLoadOfIt(Consumer<ListCache> change) {
        Promise<Void> turn = expiredListsThatWait();
        Future<CacheResult<Listing>> before = test.read(US);
        change();
        change.accept(test.cache);
        Future<CacheResult<Listing>> after = test.read(US.with("2"));
        Future<CacheResult<Listing>> another = test.read(THEM);
        test.glance.hold();
        turn.complete();
        test.put("22222222-0000-4000-8000-000000000000", Version.of(Visibility.PUBLIC, "a"));
        test.pass(ListStore.INVALIDATION_INTERVAL);
        change.accept(test.cache);
        Future<CacheResult<Listing>> last = test.read(US);
        test.glance.release();

        assertThat(TestLists.seen(before)).contains(NEW);
        assertThat(after.result().cacheOutcome()).isEqualTo(CacheOutcome.COALESCED);
        assertThat(TestLists.seen(after)).contains(NEW).doesNotContain("2:v1");
        assertThat(TestLists.seen(another)).doesNotContain(NEW);
        assertThat(TestLists.seen(last)).contains(NEW, "2:v1");
        assertThat(test.glance.calls()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("endsOfLoads")
    void requestsJoinAListThatGotItsTurnAfterTheLastChange(Consumer<ListCache> change) {
        Promise<Void> turn = expiredListsThatWait();
        Future<CacheResult<Listing>> before = test.read(US);
        int calls = test.glance.calls();
        change();
        change.accept(test.cache);
        test.glance.hold();
        turn.complete();
        Future<CacheResult<Listing>> after = test.read(US.with("2"));
        test.glance.release();

        assertThat(TestLists.seen(before)).contains(NEW);
        assertThat(TestLists.seen(after)).contains(NEW);
        assertThat(after.result().cacheOutcome()).isEqualTo(CacheOutcome.COALESCED);
        assertThat(test.glance.calls()).isEqualTo(calls + 1);
    }

    @ParameterizedTest
    @MethodSource("endsOfLoads")
    void afterAListThatGotNoTurnTheNextRequestBeginsALoadOfItsOwn(Consumer<ListCache> change) {
        Promise<Void> turn = expiredListsThatWait();
        test.read(US);
        turn.fail("no turn");
        change();
        change.accept(test.cache);
        test.turn = Future.succeededFuture();

        assertThat(test.seen(US)).contains(NEW);
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    static Stream<Consumer<ListCache>> endsOfLoads() {
        return Stream.concat(changes(), gaps());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatWasAskedForBeforeAChangeIsNotKeptHoweverOftenItIsAskedForAfterIt(Consumer<ListCache> change) {
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        test.isAskedTwice = true;
        test.read(US);
        change();
        change.accept(test.cache);
        test.glance.asked().get(1).answer();
        test.glance.asked().get(2).answer();
        test.glance.release();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.seen(US)).contains(NEW);
    }

    @Test
    void ofTwoLoadsThatOverlappedAndShowTheSameTheLaterIsKept() {
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        test.read(US);
        test.pass(TestCache.TIMEOUT.plusMillis(1));
        test.read(US);
        test.pass(Duration.ofMillis(1));
        test.glance.asked().get(2).answer();
        test.glance.release();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofMillis(4_498));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        test.pass(Duration.ofMillis(501));
        assertThat(test.how(US)).isEqualTo(CacheOutcome.STALE);
    }

    @Test
    void ofTwoLoadsThatOverlappedNeitherIsKept() {
        test.pass(Duration.ofSeconds(10));
        test.glance.hold();
        test.read(US);
        test.pass(TestCache.TIMEOUT.plusMillis(1));
        test.read(US);
        test.pass(Duration.ofMillis(1));
        change();
        test.glance.readAgain(test.glance.asked().get(1));
        test.glance.asked().get(1).answer();
        test.glance.release();

        assertThat(test.how(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.how(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).contains(NEW);
    }
}

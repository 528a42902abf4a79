package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A cached image goes from fresh to stale to must-revalidate to expired, and is served accordingly. */
class FreshnessTest {
    private static final Who US = Who.of("a", "member");
    private final TestCache test = new TestCache().with(Visibility.PRIVATE, "a");

    @BeforeEach
    void load() {
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void freshImageIsServedWithoutACall() {
        change();
        test.loop.pass(Duration.ofMillis(4499));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).isEqualTo("v1");
        assertThat(test.glance.calls()).isEqualTo(1);
    }

    @Test
    void staleImageIsServedWhileOneRefreshRunsForAllCallers() {
        change();
        test.glance.hold();
        test.loop.pass(Duration.ofSeconds(5));

        for (int i = 0; i < 10; i++) {
            assertThat(test.seen(US.with("" + i))).isEqualTo("v1");
            assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        }
        assertThat(test.glance.calls()).isEqualTo(2);

        test.glance.release();
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void staleImageThatSeveralProjectsShareIsRefreshedOnceForAllOfThem() {
        test.with(Visibility.PUBLIC, "a");
        test.cache.invalidate(TestCache.ID);
        test.seen(US);
        test.glance.hold();
        test.loop.pass(Duration.ofSeconds(5));

        for (String project : new String[] {"b", "c", "d"}) {
            assertThat(test.cacheOutcome(Who.of(project, "member"))).isEqualTo(CacheOutcome.STALE);
        }

        assertThat(test.glance.calls()).isEqualTo(3);
    }

    @Test
    void noSecondRefreshBeginsWhileKeystoneConfirmsTheClassOfTheFirstOne() {
        Promise<Boolean> confirmed = Promise.promise();
        test.isClassConfirmed = confirmed.future();
        change();
        test.loop.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        }
        assertThat(test.glance.calls()).isEqualTo(2);
        confirmed.complete(true);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void anotherRefreshBeginsWhenTheClassOfTheFirstOneIsNotConfirmed() {
        Promise<Boolean> confirmed = Promise.promise();
        test.isClassConfirmed = confirmed.future();
        change();
        test.loop.pass(Duration.ofSeconds(5));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        confirmed.complete(false);
        test.isClassConfirmed = Future.succeededFuture(true);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void refreshedImageIsRenderedInTheViewsThatTheStaleOneWasServedIn() {
        View served = View.ALL.get(1);
        test.cache.invalidate(TestCache.ID);
        test.cache.image(TestCache.ID, US.caller(), served);
        test.loop.pass(Duration.ofSeconds(5));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);

        CachedImage refreshed = test.cache.fresh(TestCache.ID, US.identity());

        assertThat(View.ALL)
                .filteredOn(view -> refreshed.document(view) != null)
                .containsExactly(served);
    }

    @Test
    void anotherRefreshBeginsWhenABugKeepsWhatIsLoadedFromBeingStored() {
        change();
        test.loop.pass(Duration.ofSeconds(5));
        test.hasBug = true;
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        test.hasBug = false;

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void refreshThatIsRefusedTheCallersTokenLeavesTheImageItsAge() {
        test.loop.pass(Duration.ofSeconds(5));
        test.glance.fail(Kind.TOKEN_REFUSED);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        test.loop.pass(Duration.ofSeconds(5));
        assertThat(test.seen(US)).isEqualTo("TOKEN_REFUSED");
        test.glance.fail(null);
        assertThat(test.cacheOutcome(US.with("another"))).isEqualTo(CacheOutcome.REFRESHED);
    }

    @Test
    void refreshThatFindsNothingTakesTheImageAway() {
        test.glance.delete(TestCache.ID);
        test.loop.pass(Duration.ofSeconds(5));
        test.seen(US);

        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.NEGATIVE);
    }

    @Test
    void imageOlderThanThatIsRevalidatedBeforeItIsServed() {
        change();
        test.loop.pass(Duration.ofSeconds(10));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void callerThatJoinsTheRefreshSeesThatItJoined() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<CachedImage>> led = test.read(US);
        Future<CacheResult<CachedImage>> joined = test.read(US);
        test.glance.release();

        assertThat(led.result().cacheOutcome()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(joined.result().cacheOutcome()).isEqualTo(CacheOutcome.COALESCED);
    }

    @ParameterizedTest
    @CsvSource({"PRIVATE, 299, 300", "SHARED, 299, 300", "COMMUNITY, 899, 900", "PUBLIC, 899, 900"})
    void whileGlanceFailsAnImageIsServedUpToAnAgeThatDependsOnItsVisibility(Visibility visibility, int last, int over) {
        test.with(visibility, "a");
        test.cache.invalidate(TestCache.ID);
        test.seen(US);
        test.glance.fail(Kind.UNAVAILABLE);

        test.loop.pass(Duration.ofSeconds(last));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(US)).isEqualTo("v1");
        test.loop.pass(Duration.ofSeconds(over - last));
        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NOT_FOUND", "REFUSED", "TOKEN_REFUSED", "REJECTED"})
    void errorResponseOfGlancesIsNoFailureAndNothingStaleIsServedInItsPlace(Kind answer) {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.fail(answer);

        assertThat(test.seen(US)).isEqualTo(answer.toString());
    }

    @Test
    void nonsenseFromGlanceIsAFailure() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.fail(Kind.INVALID_RESPONSE);

        assertThat(test.seen(US)).isEqualTo("v1");
    }

    @Test
    void imageThatMustBeRevalidatedIsLoadedBeforeItIsServedHoweverYoungItIs() {
        change();
        test.cache.requireRevalidation();

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void imageThatMustBeRevalidatedIsServedIfGlanceFails() {
        test.cache.requireRevalidation();
        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
    }

    @Test
    void requiredRevalidationEndsNegativeResultsToo() {
        Who stranger = Who.of("b", "member");
        test.seen(stranger);
        test.cache.requireRevalidation();

        assertThat(test.cacheOutcome(stranger)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void loadDuringWhichARevalidationIsRequiredIsNotCached() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<CachedImage>> before = test.read(US);
        test.cache.requireRevalidation();
        Future<CacheResult<CachedImage>> after = test.read(US);

        assertThat(test.glance.calls()).isEqualTo(3);
        test.glance.asked().get(1).answer();
        assertThat(before.isComplete()).isTrue();
        assertThat(after.isComplete()).isFalse();
        test.glance.release();
        assertThat(after.result().cacheOutcome()).isEqualTo(CacheOutcome.REFRESHED);
    }

    @Test
    void invalidatingAllInvalidatesLoadsInProgressToo() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<CachedImage>> before = test.read(US);
        test.cache.invalidateAll();
        Future<CacheResult<CachedImage>> after = test.read(US);

        test.glance.asked().get(1).answer();
        assertThat(before.isComplete()).isTrue();
        assertThat(test.cache.info(TestCache.ID)).isEmpty();
        assertThat(after.isComplete()).isFalse();
        test.glance.release();
        assertThat(after.result().cacheOutcome()).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void afterInvalidatingAllNothingIsServedNotEvenWhileGlanceIsDown() {
        test.glance.fail(Kind.UNAVAILABLE);
        test.cache.invalidateAll();

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cache.size()).isZero();
    }

    @Test
    void invalidatedImageIsNeverServedAgainNotEvenWhileGlanceIsDown() {
        test.glance.fail(Kind.UNAVAILABLE);
        test.cache.invalidate(TestCache.ID);

        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @Test
    void invalidatedDuringTheWaitIsNotServedInPlaceOfTheFailure() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<CachedImage>> read = test.read(US);
        test.cache.invalidate(TestCache.ID);
        test.glance.asked().get(1).fail(Kind.UNAVAILABLE);

        assertThat(TestCache.seen(read)).isEqualTo("UNAVAILABLE");
    }

    @Test
    void waiterThatTimesOutIsServedTheStaleImage() {
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        Future<CacheResult<CachedImage>> read = test.read(US);
        assertThat(read.isComplete()).isFalse();

        test.loop.pass(TestCache.TIMEOUT);

        assertThat(read.result().cacheOutcome()).isEqualTo(CacheOutcome.STALE);
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void imageLoadedSoonAfterAnInvalidationHasATtlOfTwoSeconds() {
        test.cache.invalidate(TestCache.ID);
        test.loop.pass(Duration.ofMillis(1900));
        test.seen(US);
        test.loop.pass(Duration.ofMillis(1799));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);

        test.loop.pass(Duration.ofMillis(201));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
    }

    @Test
    void imageLoadedTwoSecondsAfterAnInvalidationHasItsWholeTtl() {
        test.cache.invalidate(TestCache.ID);
        test.loop.pass(Duration.ofSeconds(2));
        test.seen(US);
        test.loop.pass(Duration.ofMillis(4499));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void imagesLoadedTogetherDoNotBecomeStaleTogether() {
        long seen = IntStream.range(0, 100)
                .mapToDouble(i -> new CachedImage(
                                SimulatedGlance.image(
                                        TestCache.ID, SimulatedGlance.Version.of(Visibility.PUBLIC, "a"), "r"),
                                US.identity(),
                                new LoadSnapshot(0, 0, i, false),
                                i)
                        .ttlJitter())
                .peek(ttlJitter -> assertThat(ttlJitter).isBetween(0.0, 0.1))
                .distinct()
                .count();

        assertThat(seen).isGreaterThan(90);
    }

    @Test
    void anotherSpellingOfAnIdIsPassedOnAndNotCached() {
        ImageId upper = ImageId.parse(TestCache.ID.text().toUpperCase(Locale.ROOT));
        CacheResult<CachedImage> result = test.cache.image(upper, US.caller()).result();

        assertThat(result.cacheOutcome()).isEqualTo(CacheOutcome.BYPASS);
        assertThat(result.outcome()).isEqualTo(Outcome.failed(Kind.NOT_FOUND));
        assertThat(test.cache.image(upper, US.caller()).result().cacheOutcome()).isEqualTo(CacheOutcome.BYPASS);
    }

    private void change() {
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).changed());
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads, changes and invalidations in every order that matters; each step is taken by hand. */
class RacesTest {
    private static final Who US = Who.of("a", "member");
    private final TestCache test = new TestCache().with(Visibility.PRIVATE, "a");

    @Test
    void loadThatBeganBeforeAnInvalidationIsNeitherKeptNorJoined() {
        test.glance.hold();
        Future<CacheResult<CachedImage>> before = test.read(US);
        commit();
        test.cache.invalidate(TestCache.ID);
        Future<CacheResult<CachedImage>> after = test.read(US);
        assertThat(test.glance.calls()).isEqualTo(2);

        test.glance.release();

        assertThat(TestCache.seen(before)).isEqualTo("v1");
        assertThat(TestCache.seen(after)).isEqualTo("v2");
        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void loadOfTheOldImageThatEndsAfterAChangeIsNotKept() {
        test.glance.hold();
        test.read(US);
        test.beginWrite(US);
        commit();
        test.endWrite(changed());

        test.glance.release();

        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flightsOfDifferentGenerationsMayLandInEitherOrder(boolean oldFirst) {
        test.glance.hold();
        test.read(US);
        commit();
        test.cache.invalidate(TestCache.ID);
        test.read(US);

        test.glance.asked().get(oldFirst ? 0 : 1).answer();
        test.glance.asked().get(oldFirst ? 1 : 0).answer();

        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void whileAChangeIsUnderWayOldImagesAreServedAndNothingIsKept() {
        test.seen(US);
        test.beginWrite(US);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);

        Who other = Who.of("a", "reader");
        assertThat(test.cacheOutcome(other)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(other)).isEqualTo(CacheOutcome.MISS);

        test.endWrite(changed());
        assertThat(test.cacheOutcome(other)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(other)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void whileOneOfTwoChangesIsUnderWayNothingIsKept() {
        test.beginWrite(US);
        test.beginWrite(US);
        test.endWrite(changed());
        test.seen(US);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void changeThatMayYetBeMadeKeepsTheImageFromBeingKeptForAMinute() {
        test.seen(US);
        test.beginWrite(US);
        test.endWrite(Outcome.failed(Kind.UNKNOWN_OUTCOME));

        assertThat(test.seen(US)).isEqualTo("v1");
        test.loop.pass(Duration.ofSeconds(10));
        commit();
        assertThat(test.seen(US)).isEqualTo("v2");
        test.loop.pass(Duration.ofMillis(49_999));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);

        test.loop.pass(Duration.ofMillis(1));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void negativeResultIsNotCachedEitherWhileAWriteMayYetBeCommitted() {
        write(Outcome.failed(Kind.UNKNOWN_OUTCOME));
        Who stranger = Who.of("b", "member");

        assertThat(test.cacheOutcome(stranger)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(stranger)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void eventOfAnUnsureChangeMakesItSeenAtOnce() {
        write(Outcome.failed(Kind.UNKNOWN_OUTCOME));
        test.loop.pass(Duration.ofSeconds(10));
        test.glance.hold();
        test.read(US);
        commit();
        test.cache.invalidate(TestCache.ID);
        Future<CacheResult<CachedImage>> read = test.read(US);
        test.glance.release();

        assertThat(TestCache.seen(read)).isEqualTo("v2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventAndAnswerOfOneChangeMayComeInEitherOrder(boolean eventFirst) {
        test.seen(US);
        test.beginWrite(US);
        Version old = test.glance.version(TestCache.ID);
        test.glance.put(TestCache.ID, old.changed());
        test.glance.hold();
        Future<CacheResult<CachedImage>> between;
        if (eventFirst) {
            test.cache.invalidate(TestCache.ID);
            between = test.read(US);
            test.endWrite(changed());
        } else {
            test.endWrite(changed());
            between = test.read(US);
            test.cache.invalidate(TestCache.ID);
        }
        test.glance.release();

        assertThat(TestCache.seen(between)).isEqualTo("v2");
        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void responseToAWriteFillsNoCache() {
        test.beginWrite(US);
        commit();
        Outcome<Image> first = changed();
        // Another gateway's change comes after ours and is answered before it.
        commit();
        test.endWrite(first);

        assertThat(test.seen(US)).isEqualTo("v3");
    }

    @Test
    void recordOlderThanTheLatestKnownChangeIsReturnedButNotCached() {
        Outcome<Image> ours = changed(5);
        test.beginWrite(US);
        test.endWrite(ours);

        assertThat(test.seen(US)).isEqualTo("v1");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        test.glance.put(TestCache.ID, version(5));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void latestChangeCountsWhateverTheOrderOfTheResponses() {
        write(changed(5));
        write(changed(3));
        test.glance.put(TestCache.ID, version(4));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void latestKnownChangeExpiresAfterTenMinutes() {
        write(changed(5));
        test.loop.pass(Duration.ofMinutes(10));

        test.seen(US);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void deletedImageIsGoneForTheNextReader() {
        test.seen(US);
        test.beginWrite(US);
        test.glance.delete(TestCache.ID);
        test.endWrite(new Outcome.Found<>(TestCache.ID));

        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.NEGATIVE);
    }

    @Test
    void readThatBeganBeforeADeletionIsNotCachedAfterIt() {
        test.glance.hold();
        Future<CacheResult<CachedImage>> before = test.read(US);
        test.glance.delete(TestCache.ID);
        test.cache.invalidate(TestCache.ID);
        test.glance.release();

        assertThat(TestCache.seen(before)).isEqualTo("v1");
        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
        test.cache.invalidate(TestCache.ID);
        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
    }

    @Test
    void imageThatWasAbsentIsFoundWhenItIsCreatedAndShared() {
        test.glance.delete(TestCache.ID);
        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
        assertThat(test.seen(Who.of("b", "member"))).isEqualTo("NOT_FOUND");

        test.with(Visibility.SHARED, "a");
        test.cache.invalidate(TestCache.ID);
        assertThat(test.seen(US)).isEqualTo("v1");
        assertThat(test.seen(Who.of("b", "member"))).isEqualTo("NOT_FOUND");

        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).toggling("b"));
        test.cache.invalidate(TestCache.ID);
        assertThat(test.seen(Who.of("b", "member"))).isEqualTo("v1");
    }

    @Test
    void negativeResultOfAnEarlierLoadDoesNotHideTheImage() {
        test.glance.delete(TestCache.ID);
        test.glance.hold();
        test.read(US);
        test.with(Visibility.PUBLIC, "b");
        test.clock.pass(Duration.ofMillis(1));
        // Another project with the same roles finds it, before the answer to the first question comes.
        test.read(Who.of("b", "member"));
        test.glance.asked().get(1).answer();
        test.glance.asked().get(0).answer();

        assertThat(test.seen(US)).isEqualTo("v1");
        test.loop.pass(Duration.ofMillis(4900));
        assertThat(test.seen(US)).isEqualTo("v1");
    }

    @Test
    void loadDuringAChangeThatGlanceRefusesIsKept() {
        test.beginWrite(Who.of("b", "member"));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);

        test.endWrite(refused(Kind.REFUSED));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void loadDuringSeveralChangesIsKeptOnlyIfGlanceRefusesThemAll() {
        Who stranger = Who.of("b", "member");
        test.beginWrite(stranger);
        test.glance.hold();
        test.read(US);
        test.beginWrite(US);
        test.glance.release();
        // Begun after the load has ended: it does not matter.
        test.beginWrite(stranger);
        test.endWrite(refused(Kind.REFUSED));
        assertThat(test.cacheOutcome(Who.of("a", "reader"))).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cache.fresh(TestCache.ID, US.identity())).isNull();

        test.endWrite(changed());

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusedChangeSplitsNoFlight(boolean refusedFirst) {
        test.glance.hold();
        test.beginWrite(Who.of("b", "member"));
        Future<CacheResult<CachedImage>> before = test.read(US);
        if (refusedFirst) {
            test.endWrite(refused(Kind.NOT_FOUND));
        }
        Future<CacheResult<CachedImage>> after = test.read(US);
        test.glance.release();
        if (!refusedFirst) {
            test.endWrite(refused(Kind.NOT_FOUND));
        }

        assertThat(TestCache.seen(before) + TestCache.seen(after)).isEqualTo("v1v1");
        assertThat(test.glance.calls()).isEqualTo(1);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void negativeResultDuringARefusedChangeIsKept() {
        Who stranger = Who.of("b", "member");
        test.beginWrite(stranger);
        test.seen(stranger);
        test.endWrite(refused(Kind.TOKEN_REFUSED));

        assertThat(test.cacheOutcome(stranger)).isEqualTo(CacheOutcome.NEGATIVE);
    }

    @Test
    void classThatIsRefusedAChangeAsConflictingAsksAgainAndOthersGoOn() {
        test.with(Visibility.PUBLIC, "a");
        Who other = Who.of("b", "member");
        test.seen(other);
        test.beginWrite(US);
        test.endWrite(refused(Kind.CONFLICT));

        assertThat(test.cacheOutcome(other)).isEqualTo(CacheOutcome.HIT);
        test.glance.fail(Kind.UNAVAILABLE);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        test.glance.fail(null);
        test.loop.pass(Duration.ofMillis(250));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.cache.info(TestCache.ID)).hasSize(1);
    }

    @Test
    void writesThatAreRefusedWithoutEndTakeNoMoreThanTheirShareOfTheHeap() {
        test.beginWrite(Who.of("b", "member"));
        for (int i = 0; i < 100_000; i++) {
            test.seen(US);
        }
        test.endWrite(refused(Kind.REFUSED));

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    private static Outcome<Image> refused(Kind kind) {
        return new Outcome.Failed<>(Failure.of(kind).notApplied());
    }

    @Test
    void ofTwoLoadsThatOverlapAndDifferNeitherIsKept() {
        test.with(Visibility.PUBLIC, "a");
        test.glance.hold();
        test.read(US);
        commit();
        test.clock.pass(Duration.ofMillis(1));
        Who other = Who.of("b", "member");
        Future<CacheResult<CachedImage>> second = test.read(other);
        test.clock.pass(Duration.ofMillis(1));
        test.glance.asked().get(1).answer();
        assertThat(TestCache.seen(second)).isEqualTo("v2");
        assertThat(test.seen(US)).isEqualTo("v2");
        test.clock.pass(Duration.ofMillis(1));
        test.glance.asked().get(0).answer();

        Future<CacheResult<CachedImage>> next = test.read(US);
        test.glance.release();
        assertThat(TestCache.seen(next)).isEqualTo("v2");
        assertThat(test.glance.calls()).isEqualTo(3);
    }

    @Test
    void loadThatBeganLaterAndWasAnsweredWithTheOldStateDoesNotReplaceTheNewOne() {
        Version old = Version.of(Visibility.PUBLIC, "a");
        Who other = Who.of("b", "member");
        Who third = Who.of("c", "member");
        test.glance.hold();
        test.glance.put(TestCache.ID, old.changed());
        Future<CacheResult<CachedImage>> first = test.read(US);
        test.clock.pass(Duration.ofMillis(1));
        test.glance.put(TestCache.ID, old);
        test.read(other);
        test.read(third);
        test.glance.put(TestCache.ID, old.changed());
        test.clock.pass(Duration.ofMillis(1));
        test.glance.asked().get(0).answer();
        assertThat(TestCache.seen(first) + test.seen(US)).isEqualTo("v2v2");
        test.clock.pass(Duration.ofMillis(1));

        test.glance.asked().get(1).answer();
        Future<CacheResult<CachedImage>> afterOne = test.read(US);
        Future<CacheResult<CachedImage>> ofTheThird = test.read(third);
        test.glance.asked().get(2).answer();
        test.glance.release();

        assertThat(TestCache.seen(afterOne)).isEqualTo("v2");
        assertThat(TestCache.seen(ofTheThird)).as("joins no load from before").isEqualTo("v2");
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void overlappingLoadsThatAgreeAreKept() {
        test.with(Visibility.PUBLIC, "a");
        test.glance.hold();
        test.read(US);
        test.clock.pass(Duration.ofMillis(1));
        test.read(Who.of("b", "member"));
        test.clock.pass(Duration.ofMillis(1));
        test.glance.release();

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    /** A write with this outcome. */
    private void write(Outcome<?> end) {
        test.beginWrite(US);
        test.endWrite(end);
    }

    private void commit() {
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).changed());
    }

    private Outcome<Image> changed() {
        return changed(test.glance.version(TestCache.ID).number());
    }

    private static Outcome<Image> changed(int number) {
        return new Outcome.Found<>(SimulatedGlance.image(TestCache.ID, version(number), "member"));
    }

    private static Version version(int number) {
        Version version = Version.of(Visibility.PRIVATE, "a");
        while (version.number() < number) {
            version = version.changed();
        }
        return version;
    }
}

package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalidation by a feed of changes made past the gateway, and the TTLs while it is live. */
class FeedInvalidationTest {
    private static final Who US = Who.of("a", "member");
    private static final Who THEM = Who.of("b", "member");

    private final TestCache test = new TestCache().with(Visibility.PRIVATE, "a");

    @BeforeEach
    void load() {
        test.cache.setFeedLive(true);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    private void pass(Duration time) {
        test.loop.pass(time);
    }

    private void change() {
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).changed());
    }

    @Test
    void whileTheFeedIsLiveTtlsAreLonger() {
        change();
        pass(Duration.ofSeconds(53));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);

        pass(Duration.ofSeconds(25));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.STALE);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void whenTheFeedIsNoLongerLiveTheShorterTtlsHoldForCachedImagesToo() {
        change();
        pass(Duration.ofSeconds(20));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);

        test.cache.setFeedLive(false);

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(test.seen(US)).isEqualTo("v2");
    }

    @Test
    void changedImageIsInvalidatedForAllCallers() {
        test.with(Visibility.PUBLIC, "a");
        test.cache.invalidate(TestCache.ID, null);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(THEM)).isEqualTo(CacheOutcome.HIT);
        test.glance.put(TestCache.ID, Version.of(Visibility.PRIVATE, "a"));

        test.cache.invalidate(TestCache.ID, null);

        assertThat(test.seen(THEM)).isEqualTo("NOT_FOUND");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void changedImageIsNotServedWhileGlanceFails() {
        test.cache.invalidate(TestCache.ID, null);
        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.seen(US)).isEqualTo("UNAVAILABLE");
    }

    @Test
    void notificationOfAWriteThroughTheGatewayBeforeItsResponse() {
        test.beginWrite(US);
        change();
        test.cache.invalidate(TestCache.ID, "2026-01-01T00:02:00Z");

        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.cacheOutcome(US))
                .as("nothing is kept before the answer")
                .isEqualTo(CacheOutcome.MISS);
        test.endWrite(Outcome.failed(Kind.REJECTED));

        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void notificationOfAWriteThroughTheGatewayAfterItsResponse() {
        test.beginWrite(US);
        change();
        test.endWrite(Outcome.failed(Kind.REJECTED));
        test.glance.hold();
        Future<CacheResult<CachedImage>> underWay = test.read(US);
        test.cache.invalidate(TestCache.ID, "2026-01-01T00:02:00Z");
        test.glance.release();

        assertThat(TestCache.seen(underWay)).isEqualTo("v2");
        assertThat(test.cacheOutcome(US))
                .as("that began before the notification")
                .isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void changeInvalidatesNegativeResultsToo() {
        assertThat(test.seen(THEM)).isEqualTo("NOT_FOUND");
        assertThat(test.cacheOutcome(THEM)).isEqualTo(CacheOutcome.NEGATIVE);
        test.glance.put(TestCache.ID, Version.of(Visibility.PUBLIC, "a"));

        test.cache.invalidate(TestCache.ID, null);

        assertThat(test.cacheOutcome(THEM)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void imageFromBeforeTheNotifiedChangeIsNotCached() {
        test.cache.invalidate(TestCache.ID, "9999-01-01T00:00:00Z");

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void imageLoadedSoonAfterANotificationHasAShortTtl() {
        test.cache.invalidate(TestCache.ID, null);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.MISS);

        pass(Duration.ofMillis(1_700));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        pass(Duration.ofMillis(5_400));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.REFRESHED);
    }

    @Test
    void missedChangeIsFoundInTheSample() {
        test.draw = true;
        change();

        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        assertThat(test.seen(US)).isEqualTo("v2");
        assertThat(test.cache.drainMissedChanges()).isZero();
        pass(ConsistencySampler.GRACE);

        assertThat(test.cache.drainMissedChanges()).isEqualTo(1);
        assertThat(test.cache.drainMissedChanges()).isZero();
        assertThat(test.cacheOutcome(US))
                .as("others may have seen the older one")
                .isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void soIsOneThatTakesTheImageAway() {
        test.draw = true;
        test.glance.delete(TestCache.ID);
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        pass(ConsistencySampler.GRACE);

        assertThat(test.seen(US)).isEqualTo("NOT_FOUND");
        assertThat(test.cache.drainMissedChanges()).isEqualTo(1);
    }

    @Test
    void changeNotifiedInTimeIsNotMissed() {
        test.draw = true;
        change();
        test.cacheOutcome(US);
        pass(ConsistencySampler.GRACE.minusMillis(1));

        test.cache.invalidate(TestCache.ID, null);
        pass(Duration.ofMillis(1));

        assertThat(test.cache.drainMissedChanges()).isZero();
    }

    @Test
    void anImageThatIsTheSameAndOneThatCannotBeAskedForProveNothing() {
        test.draw = true;
        test.cacheOutcome(US);
        pass(ConsistencySampler.INTERVAL);
        test.glance.fail(Kind.UNAVAILABLE);
        test.cacheOutcome(US);
        pass(Duration.ofSeconds(1));
        test.glance.fail(Kind.TOKEN_REFUSED);
        test.cacheOutcome(US);
        pass(ConsistencySampler.GRACE);

        assertThat(test.glance.calls()).isEqualTo(4);
        assertThat(test.cache.drainMissedChanges()).isZero();
    }

    @Test
    void halfOfAChangeProvesNothing() {
        test.cache.invalidate(TestCache.ID, null);
        test.cacheOutcome(US);
        change();
        test.draw = true;
        pass(Duration.ofSeconds(1));
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
        pass(ConsistencySampler.GRACE);

        assertThat(test.glance.calls()).isEqualTo(3);
        assertThat(test.cache.drainMissedChanges()).isZero();
    }

    @Test
    void sampleTakesFiveHitsASecondAtMostAndNoneWhileTheFeedIsNotLive() {
        test.draw = true;
        for (int i = 0; i < 100; i++) {
            assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);
            pass(Duration.ofMillis(10));
        }
        assertThat(test.glance.calls()).isEqualTo(1 + 5);

        test.cache.setFeedLive(false);
        pass(Duration.ofSeconds(1));
        test.cacheOutcome(US);
        assertThat(test.glance.calls()).isEqualTo(1 + 5);
    }

    @Test
    void onTheShortWayAHitThatIsDrawnIsSentTheLongWayAndLookedAtThere() {
        assertThat(test.cache.fresh(TestCache.ID, US.identity())).isNotNull();
        test.draw = true;

        assertThat(test.cache.fresh(TestCache.ID, US.identity())).isNull();
        test.draw = false;
        assertThat(test.cacheOutcome(US)).isEqualTo(CacheOutcome.HIT);

        assertThat(test.glance.calls()).isEqualTo(2);
        assertThat(test.cache.fresh(TestCache.ID, US.identity())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void listsEndWithAChangeHoweverManyThereAre(int changes) {
        View view = new View(Format.JSON, true, false);
        ListCache.Wanted wanted = new ListCache.Wanted(new ListQuery(List.of(), 10, null), view, true);
        ListCache lists = new ListCache(
                test.loop,
                TestCache.settings(),
                TestCache.TIMEOUT,
                TestCache.TIMEOUT,
                test.clock.time(),
                Loaders.lists((which, caller) -> Future.succeededFuture(
                        new Outcome.Found<>(new ListWriter(view, true).finish(new Page(0, null))))));
        lists.list(wanted, US.caller());
        assertThat(how(lists, wanted)).isEqualTo(CacheOutcome.HIT);

        lists.invalidateThrottled();
        assertThat(how(lists, wanted)).isEqualTo(CacheOutcome.MISS);
        for (int i = 0; i < changes; i++) {
            lists.invalidateThrottled();
        }
        assertThat(how(lists, wanted)).as("within a tenth of a second").isEqualTo(CacheOutcome.HIT);

        pass(ListStore.INVALIDATION_INTERVAL);
        assertThat(how(lists, wanted)).isEqualTo(CacheOutcome.MISS);
        assertThat(how(lists, wanted)).isEqualTo(CacheOutcome.HIT);
    }

    private static CacheOutcome how(ListCache lists, ListCache.Wanted wanted) {
        return lists.list(wanted, US.caller()).result().cacheOutcome();
    }
}

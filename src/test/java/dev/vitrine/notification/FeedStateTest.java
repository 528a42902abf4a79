package dev.vitrine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.ImageId;
import dev.vitrine.notification.Notification.Changed;
import dev.vitrine.notification.Notification.Ignored;
import dev.vitrine.notification.Notification.Unreadable;
import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The status of the feed, and the calls to the caches. */
class FeedStateTest {
    private static final ImageId ID = Objects.requireNonNull(ImageId.parse("70a599e0-31e7-49b7-b260-868f441e862b"));
    private static final Changed PROOF = new Changed(ID, "2026-01-31T14:33:59Z", "image", true);
    private static final Changed NO_PROOF = new Changed(ID, null, "members", false);

    private final ManualClocks clock = new ManualClocks();
    private final Metrics metrics = new Metrics();
    private final RecordingListener cache = new RecordingListener();
    private final FeedState state = new FeedState(cache, metrics, clock.time(), false);

    /** Records the calls to the caches, in their order. */
    private static final class RecordingListener implements InvalidationListener {
        private final List<String> calls = new ArrayList<>();
        private int missedChanges;

        @Override
        public void changed(ImageId id, @Nullable String updated) {
            calls.add("changed " + updated);
        }

        @Override
        public void revalidateAll() {
            calls.add("revalidate all");
        }

        @Override
        public void notificationsLive(boolean areLive) {
            calls.add("live " + areLive);
        }

        @Override
        public int takeMissedChanges() {
            int taken = missedChanges;
            missedChanges = 0;
            return taken;
        }

        List<String> take() {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private void live() {
        state.onSubscribed();
        state.onNotification(PROOF);
        assertThat(state.status()).isEqualTo(FeedStatus.LIVE);
        cache.take();
    }

    private void findMissedChanges(int changes) {
        cache.missedChanges = changes;
        state.onHealthy();
    }

    @Test
    void feedStartsDisconnected() {
        assertThat(state.status()).isEqualTo(FeedStatus.DISCONNECTED);
        assertThat(state.status().isLive()).isFalse();
        assertThat(cache.take()).isEmpty();
    }

    @Test
    void subscriptionIsUnprovenAndRequiresRevalidation() {
        state.onSubscribed();

        assertThat(state.status()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(cache.take()).containsExactly("revalidate all");
    }

    @Test
    void firstNotificationMakesTheFeedLiveAndRequiresRevalidation() {
        state.onSubscribed();
        cache.take();

        state.onNotification(PROOF);

        assertThat(state.status()).isEqualTo(FeedStatus.LIVE);
        assertThat(cache.take()).containsExactly("changed 2026-01-31T14:33:59Z", "revalidate all", "live true");
        state.onNotification(PROOF);
        assertThat(cache.take()).containsExactly("changed 2026-01-31T14:33:59Z");
    }

    @Test
    void notificationThatIsNoProofStillInvalidates() {
        state.onSubscribed();
        cache.take();

        state.onNotification(NO_PROOF);
        state.onNotification(new Ignored());

        assertThat(state.status()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(cache.take()).containsExactly("changed null");
    }

    @Test
    void withAssumedEmissionASubscriptionIsLive() {
        FeedState assumed = new FeedState(cache, metrics, clock.time(), true);

        assumed.onSubscribed();

        assertThat(assumed.status()).isEqualTo(FeedStatus.LIVE);
        assertThat(cache.take()).containsExactly("revalidate all", "revalidate all", "live true");
    }

    @ParameterizedTest
    @EnumSource(
            value = FeedStatus.class,
            names = {"DISCONNECTED", "NO_EXCHANGE", "LAGGING"})
    void lostSubscriptionEndsLiveAndTheNextOneIsUnproven(FeedStatus cause) {
        live();

        state.onSubscriptionLost(cause, "message");

        assertThat(state.status()).isEqualTo(cause);
        assertThat(cache.take()).containsExactly("live false");
        state.onSubscribed();
        assertThat(state.status()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(cache.take()).containsExactly("revalidate all");
        assertThat(state.subscriptions()).isEqualTo(2);
    }

    @Test
    void notificationAfterTheLossStillInvalidatesButIsNoProof() {
        live();
        state.onSubscriptionLost(FeedStatus.DISCONNECTED, "");
        cache.take();

        state.onNotification(PROOF);

        assertThat(state.status()).isEqualTo(FeedStatus.DISCONNECTED);
        assertThat(cache.take()).containsExactly("changed 2026-01-31T14:33:59Z");
        state.onSubscribed();
        assertThat(state.status()).isEqualTo(FeedStatus.UNPROVEN);
    }

    @Test
    void unreadableMessagesRequireRevalidationOnceInTenSecondsAndOnceMoreAfterTheLast() {
        live();
        clock.pass(FeedState.REVALIDATION_INTERVAL);

        for (int i = 0; i < 1_000; i++) {
            state.onNotification(new Unreadable());
        }
        state.onHealthy();
        assertThat(cache.take()).containsExactly("revalidate all");

        clock.pass(FeedState.REVALIDATION_INTERVAL);
        state.onHealthy();
        state.onHealthy();
        assertThat(cache.take()).containsExactly("revalidate all");
        assertThat(state.status()).isEqualTo(FeedStatus.LIVE);
        assertThat(metrics.scrape()).contains("vitrine_notifications_total{kind=\"unreadable\"} 1000.0");
    }

    @Test
    void singleMissedChangeDoesNotEndLive() {
        live();

        findMissedChanges(1);
        clock.pass(FeedState.MISSED_CHANGES_WINDOW);
        findMissedChanges(1);

        assertThat(state.status()).isEqualTo(FeedStatus.LIVE);
        assertThat(state.missedChanges()).isEqualTo(2);
    }

    @Test
    void twoMissedChangesEndLiveForTenMinutesWhateverIsNotified() {
        live();
        findMissedChanges(1);
        clock.pass(FeedState.MISSED_CHANGES_WINDOW.minusSeconds(1));

        findMissedChanges(1);

        assertThat(state.status()).isEqualTo(FeedStatus.MISSED_CHANGES);
        assertThat(cache.take()).containsExactly("live false");
        clock.pass(FeedState.MISSED_CHANGES_PERIOD.minusSeconds(1));
        state.onNotification(PROOF);
        state.onHealthy();
        assertThat(state.status()).isEqualTo(FeedStatus.MISSED_CHANGES);

        clock.pass(Duration.ofSeconds(1));
        state.onHealthy();
        assertThat(state.status()).isEqualTo(FeedStatus.UNPROVEN);
        cache.take();
        state.onNotification(PROOF);
        assertThat(state.status()).isEqualTo(FeedStatus.LIVE);
        assertThat(cache.take()).contains("revalidate all", "live true");
    }

    @Test
    void missedChangesStatusOutlivesTheConnection() {
        live();
        findMissedChanges(2);

        state.onSubscriptionLost(FeedStatus.DISCONNECTED, "");
        state.onSubscribed();
        state.onNotification(PROOF);

        assertThat(state.status()).isEqualTo(FeedStatus.MISSED_CHANGES);
    }

    @Test
    void statusHasModeAndDescription() {
        assertThat(FeedStatus.LIVE).hasToString("events-live: Glance notifies of every change");
        assertThat(FeedStatus.UNPROVEN).hasToString("no-events: no notification received from Glance yet");
        assertThat(FeedStatus.NO_EXCHANGE.word()).isEqualTo("no-exchange");
    }
}

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

/** How trust is earned and lost, and what the memory is told of it. */
class FeedStateTest {
    private static final ImageId ID = Objects.requireNonNull(ImageId.parse("70a599e0-31e7-49b7-b260-868f441e862b"));
    private static final Changed PROOF = new Changed(ID, "2026-01-31T14:33:59Z", "image", true);
    private static final Changed NO_PROOF = new Changed(ID, null, "members", false);

    private final ManualClocks clock = new ManualClocks();
    private final Metrics metrics = new Metrics();
    private final Told told = new Told();
    private final FeedState trust = new FeedState(told, metrics, clock.time(), false);

    /** What the memory was told, in its order. */
    private static final class Told implements InvalidationListener {
        private final List<String> what = new ArrayList<>();
        private int unheard;

        @Override
        public void changed(ImageId id, @Nullable String updated) {
            what.add("changed " + updated);
        }

        @Override
        public void suspectAll() {
            what.add("suspect");
        }

        @Override
        public void heard(boolean areHeard) {
            what.add("heard " + areHeard);
        }

        @Override
        public int unheard() {
            int found = unheard;
            unheard = 0;
            return found;
        }

        List<String> take() {
            List<String> taken = List.copyOf(what);
            what.clear();
            return taken;
        }
    }

    private void live() {
        trust.subscribed();
        trust.told(PROOF);
        assertThat(trust.standing()).isEqualTo(FeedStatus.LIVE);
        told.take();
    }

    private void findUnheard(int changes) {
        told.unheard = changes;
        trust.quiet();
    }

    @Test
    void atFirstNobodyIsTrusted() {
        assertThat(trust.standing()).isEqualTo(FeedStatus.DISCONNECTED);
        assertThat(trust.standing().isLive()).isFalse();
        assertThat(told.take()).isEmpty();
    }

    @Test
    void whoIsConnectedIsNotTrustedYetButAllThatWasLoadedBeforeIsSuspect() {
        trust.subscribed();

        assertThat(trust.standing()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(told.take()).containsExactly("suspect");
    }

    @Test
    void theFirstChangeThatIsToldEarnsTrustAndWhatWasLoadedUnheardIsSuspect() {
        trust.subscribed();
        told.take();

        trust.told(PROOF);

        assertThat(trust.standing()).isEqualTo(FeedStatus.LIVE);
        assertThat(told.take()).containsExactly("changed 2026-01-31T14:33:59Z", "suspect", "heard true");
        trust.told(PROOF);
        assertThat(told.take()).containsExactly("changed 2026-01-31T14:33:59Z");
    }

    @Test
    void whatProvesNothingIsDoneAllTheSame() {
        trust.subscribed();
        told.take();

        trust.told(NO_PROOF);
        trust.told(new Ignored());

        assertThat(trust.standing()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(told.take()).containsExactly("changed null");
    }

    @Test
    void whoIsSaidToTellOfChangesIsTrustedOnceHeIsConnected() {
        FeedState assumed = new FeedState(told, metrics, clock.time(), true);

        assumed.subscribed();

        assertThat(assumed.standing()).isEqualTo(FeedStatus.LIVE);
        assertThat(told.take()).containsExactly("suspect", "suspect", "heard true");
    }

    @ParameterizedTest
    @EnumSource(
            value = FeedStatus.class,
            names = {"DISCONNECTED", "NO_EXCHANGE", "LAGGING"})
    void trustEndsWithTheSubscriptionAndIsToBeEarnedAnew(FeedStatus why) {
        live();

        trust.lost(why, "words");

        assertThat(trust.standing()).isEqualTo(why);
        assertThat(told.take()).containsExactly("heard false");
        trust.subscribed();
        assertThat(trust.standing()).isEqualTo(FeedStatus.UNPROVEN);
        assertThat(told.take()).containsExactly("suspect");
        assertThat(trust.subscriptions()).isEqualTo(2);
    }

    @Test
    void whatIsStillToldAfterTheEndIsDoneButProvesNothing() {
        live();
        trust.lost(FeedStatus.DISCONNECTED, "");
        told.take();

        trust.told(PROOF);

        assertThat(trust.standing()).isEqualTo(FeedStatus.DISCONNECTED);
        assertThat(told.take()).containsExactly("changed 2026-01-31T14:33:59Z");
        trust.subscribed();
        assertThat(trust.standing()).isEqualTo(FeedStatus.UNPROVEN);
    }

    @Test
    void messagesThatCannotBeReadMakeAllSuspectOnceInTenSecondsAndOnceMoreAfterTheLast() {
        live();
        clock.pass(FeedState.SUSPICION);

        for (int i = 0; i < 1_000; i++) {
            trust.told(new Unreadable());
        }
        trust.quiet();
        assertThat(told.take()).containsExactly("suspect");

        clock.pass(FeedState.SUSPICION);
        trust.quiet();
        trust.quiet();
        assertThat(told.take()).containsExactly("suspect");
        assertThat(trust.standing()).isEqualTo(FeedStatus.LIVE);
        assertThat(metrics.scrape()).contains("vitrine_notifications_total{kind=\"unreadable\"} 1000.0");
    }

    @Test
    void oneChangeOfWhichNobodyToldCanBeChance() {
        live();

        findUnheard(1);
        clock.pass(FeedState.WINDOW);
        findUnheard(1);

        assertThat(trust.standing()).isEqualTo(FeedStatus.LIVE);
        assertThat(trust.unheard()).isEqualTo(2);
    }

    @Test
    void twoChangesOfWhichNobodyToldEndTheTrustForTenMinutesWhateverIsTold() {
        live();
        findUnheard(1);
        clock.pass(FeedState.WINDOW.minusSeconds(1));

        findUnheard(1);

        assertThat(trust.standing()).isEqualTo(FeedStatus.UNHEARD);
        assertThat(told.take()).containsExactly("heard false");
        clock.pass(FeedState.DISTRUST.minusSeconds(1));
        trust.told(PROOF);
        trust.quiet();
        assertThat(trust.standing()).isEqualTo(FeedStatus.UNHEARD);

        clock.pass(Duration.ofSeconds(1));
        trust.quiet();
        assertThat(trust.standing()).isEqualTo(FeedStatus.UNPROVEN);
        told.take();
        trust.told(PROOF);
        assertThat(trust.standing()).isEqualTo(FeedStatus.LIVE);
        assertThat(told.take()).contains("suspect", "heard true");
    }

    @Test
    void distrustOutlivesTheConnection() {
        live();
        findUnheard(2);

        trust.lost(FeedStatus.DISCONNECTED, "");
        trust.subscribed();
        trust.told(PROOF);

        assertThat(trust.standing()).isEqualTo(FeedStatus.UNHEARD);
    }

    @Test
    void standingSaysModeAndReason() {
        assertThat(FeedStatus.LIVE).hasToString("events-live: every change is told");
        assertThat(FeedStatus.UNPROVEN).hasToString("no-events: Glance has told of no change yet");
        assertThat(FeedStatus.NO_EXCHANGE.word()).isEqualTo("no-exchange");
    }
}

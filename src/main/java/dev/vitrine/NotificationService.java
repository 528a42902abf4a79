package dev.vitrine;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.ImageId;
import dev.vitrine.notification.ChangeFeed;
import dev.vitrine.notification.FeedState;
import dev.vitrine.notification.FeedStatus;
import dev.vitrine.notification.InvalidationListener;
import dev.vitrine.notification.RabbitFeed;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What follows changes that are made past the gateway: a feed, and the trust in it. */
final class NotificationService {
    private final ChangeFeed feed;
    private final FeedState trust;

    private NotificationService(ChangeFeed feed, FeedState trust) {
        this.feed = feed;
        this.trust = trust;
    }

    /** Returns what follows changes as the settings have it, for these memories; null if nothing does. */
    static @Nullable NotificationService of(
            NotificationConfig settings, Metrics metrics, Clocks time, ImageCache images, ListCache lists) {
        if (!settings.isOn()) {
            return null;
        }
        FeedState trust = new FeedState(new Memories(images, lists), metrics, time, settings.assumeEmitting());
        NotificationService following = new NotificationService(new RabbitFeed(settings, time), trust);
        following.show(metrics);
        return following;
    }

    private void show(Metrics metrics) {
        metrics.register(GaugeDefinition.NOTIFICATION_LAG, () -> feed.lag().toMillis() / 1e3);
        metrics.register(GaugeDefinition.SUBSCRIPTIONS, trust::subscriptions);
        metrics.register(GaugeDefinition.FULL_REVALIDATIONS, trust::suspicions);
        metrics.register(GaugeDefinition.MISSED_CHANGES, trust::unheard);
        for (FeedStatus standing : FeedStatus.values()) {
            metrics.registerFeedStatus(standing.word(), () -> trust.standing() == standing ? 1 : 0);
        }
    }

    /** Begins to listen, and returns at once. */
    void start() {
        feed.start(trust);
    }

    /** Returns how it stands. */
    FeedStatus standing() {
        return trust.standing();
    }

    /** Stops listening; nothing is left of it at the broker then. */
    CompletionStage<Void> close() {
        return feed.close();
    }

    /** All that the gateway remembers. */
    private record Memories(ImageCache images, ListCache lists) implements InvalidationListener {
        @Override
        public void changed(ImageId id, @Nullable String updated) {
            images.changed(id, updated);
            lists.changed();
        }

        @Override
        public void suspectAll() {
            images.suspectAll();
            lists.invalidate();
        }

        @Override
        public void heard(boolean areHeard) {
            images.heard(areHeard);
        }

        @Override
        public int unheard() {
            return images.unheard();
        }
    }
}

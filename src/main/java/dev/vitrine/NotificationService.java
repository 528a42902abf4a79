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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies notifications of changes to the caches: connects the feed, its state, the caches and the metrics. */
final class NotificationService {
    private final ChangeFeed feed;
    private final FeedState state;
    private final String brokers;

    private NotificationService(ChangeFeed feed, FeedState state, String brokers) {
        this.brokers = brokers;
        this.feed = feed;
        this.state = state;
    }

    /** Returns the service for these settings and caches; null if notifications are not configured. */
    static @Nullable NotificationService of(
            NotificationConfig settings, Metrics metrics, Clocks clocks, ImageCache images, ListCache lists) {
        if (!settings.isOn()) {
            return null;
        }
        FeedState state = new FeedState(new Caches(images, lists), metrics, clocks, settings.assumeEmitting());
        NotificationService service = new NotificationService(
                new RabbitFeed(settings, clocks),
                state,
                settings.brokers().stream().map(Object::toString).collect(Collectors.joining(", ")));
        service.register(metrics);
        return service;
    }

    private void register(Metrics metrics) {
        metrics.register(GaugeDefinition.NOTIFICATION_LAG, () -> feed.lag().toMillis() / 1e3);
        metrics.register(GaugeDefinition.SUBSCRIPTIONS, state::subscriptions);
        metrics.register(GaugeDefinition.FULL_REVALIDATIONS, state::fullRevalidations);
        metrics.register(GaugeDefinition.MISSED_CHANGES, state::missedChanges);
        for (FeedStatus status : FeedStatus.values()) {
            metrics.registerFeedStatus(status.word(), () -> state.status() == status ? 1 : 0);
        }
    }

    /** Starts the feed, and returns at once. */
    void start() {
        feed.start(state);
    }

    /** Returns the current status of the feed. */
    FeedStatus status() {
        return state.status();
    }

    /** Returns whether the first attempt to subscribe has ended: before that the feed is not live, but that is no problem. */
    boolean hasTried() {
        return state.hasTried();
    }

    /** Returns the status in words, with its cause and the brokers' addresses. */
    String description() {
        String detail = state.detail();
        return status().sentence() + " (" + brokers + (detail.isEmpty() ? "" : ": " + detail) + ")";
    }

    /** Stops the feed. Completes when its subscription at the broker is gone. */
    CompletionStage<Void> close() {
        return feed.close();
    }

    /** The caches that notifications invalidate. */
    record Caches(ImageCache images, ListCache lists) implements InvalidationListener {
        @Override
        public void changed(ImageId id, @Nullable String updated) {
            images.invalidate(id, updated);
            lists.invalidateThrottled();
        }

        @Override
        public void revalidateAll() {
            images.requireRevalidation();
            lists.requireRevalidation();
        }

        @Override
        public void notificationsLive(boolean areLive) {
            images.setFeedLive(areLive);
            lists.setFeedLive(areLive);
        }

        @Override
        public int takeMissedChanges() {
            int changes = images.drainMissedChanges();
            if (changes > 0) {
                lists.invalidateAll();
            }
            return changes;
        }
    }
}

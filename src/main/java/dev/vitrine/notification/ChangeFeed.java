package dev.vitrine.notification;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A source of notifications of changes to images, whoever made them. It has its own threads and blocks no others. */
public interface ChangeFeed {

    /** Starts the feed, which reconnects until it is closed. Returns at once. */
    void start(FeedListener listener);

    /** Returns a lower bound of the age of the oldest notification that was not processed yet. Any thread. */
    Duration lag();

    /** Stops the feed. Completes when its subscription at the broker is gone. */
    CompletionStage<Void> close();

    /** Receives the events of a feed, on its thread. Only the loss of a subscription may come from another thread. */
    interface FeedListener {
        /** All changes from now on are notified; earlier ones may have been missed. */
        void onSubscribed();

        /** A notification was received. It is processed when this returns. */
        void onNotification(Notification notification);

        /** The subscription was checked and is healthy; called about twice a second. */
        void onHealthy();

        /**
         * From now on notifications may be missed.
         *
         * @param cause the kind of loss
         * @param message the broker's message, for the log; may be empty
         */
        void onSubscriptionLost(FeedStatus cause, String message);
    }
}

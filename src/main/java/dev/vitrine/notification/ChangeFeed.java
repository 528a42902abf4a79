package dev.vitrine.notification;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Who tells of changes to images, by whomever they were made. Has threads of its own, and blocks nobody else's. */
public interface ChangeFeed {

    /** Starts to listen, and goes on until it is closed, whatever happens. Returns at once. */
    void start(Listener listener);

    /** Returns how long the oldest change that has not been told yet has waited, at the least. Any thread. */
    Duration lag();

    /** Stops listening; the stage completes when nothing is left of it at whoever brings the changes. */
    CompletionStage<Void> close();

    /** Who is told. The feed's threads call it; that something was lost may come from another one than the rest. */
    interface Listener {
        /** From now on all changes are told; those before may have been missed. */
        void subscribed();

        /** A message came. What it tells of is done when this returns. */
        void told(Notification notification);

        /** Nothing has happened: called about twice a second while all changes are told. */
        void quiet();

        /**
         * From now on changes may be missed.
         *
         * @param why the kind of it
         * @param detail in the words of whoever brings the changes, for the log
         */
        void lost(FeedStatus why, String detail);
    }
}

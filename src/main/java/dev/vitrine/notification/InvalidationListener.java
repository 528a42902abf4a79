package dev.vitrine.notification;

import dev.vitrine.model.ImageId;
import org.jspecify.annotations.Nullable;

/** The caches, as far as changes of images are concerned. Thread-safe, non-blocking. */
public interface InvalidationListener {
    /**
     * Invalidates an image.
     *
     * @param updated the {@code updated_at} of the change; null if it is unknown
     */
    void changed(ImageId id, @Nullable String updated);

    /** Requires revalidation of everything that was loaded before, because a change may have been missed. */
    void revalidateAll();

    /** Sets whether every change is notified from now on, so that entries may be fresh for longer. */
    void notificationsLive(boolean areLive);

    /** Returns the number of changes without a notification that were found since the last call. */
    int takeMissedChanges();
}

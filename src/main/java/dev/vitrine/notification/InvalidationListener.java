package dev.vitrine.notification;

import dev.vitrine.model.ImageId;
import org.jspecify.annotations.Nullable;

/** What the gateway remembers, as far as changes are concerned. Any thread; nothing here waits. */
public interface InvalidationListener {
    /**
     * An image was changed: it is forgotten.
     *
     * @param updated when, as Glance's record would say it; null if nobody has told
     */
    void changed(ImageId id, @Nullable String updated);

    /** A change may have been missed: Glance is asked before anything is served that was loaded before. */
    void suspectAll();

    /** Whether changes are heard of from now on, so that what is remembered may be believed for longer. */
    void heard(boolean areHeard);

    /** Returns how many changes were found of which nobody has told, since this was asked last. */
    int unheard();
}

package dev.vitrine.notification;

import dev.vitrine.model.ImageId;
import org.jspecify.annotations.Nullable;

/** What a message says. */
public sealed interface Notification {

    /** Returns the word for figures. */
    String kind();

    /**
     * An image, or who are its members, was changed.
     *
     * @param id the image's, in its canonical spelling
     * @param updated when its record was changed, in the form of {@link dev.vitrine.model.IsoTime}; null if that is not said
     * @param kind the word for figures
     * @param isProof whether it comes of a change that every Glance that tells of changes tells of
     */
    record Changed(ImageId id, @Nullable String updated, String kind, boolean isProof) implements Notification {}

    /** Nothing that concerns images, or a download of one, which changes nothing. */
    record Ignored() implements Notification {
        @Override
        public String kind() {
            return "ignored";
        }
    }

    /** Nobody knows what: any image may have been changed. */
    record Unreadable() implements Notification {
        @Override
        public String kind() {
            return "unreadable";
        }
    }
}

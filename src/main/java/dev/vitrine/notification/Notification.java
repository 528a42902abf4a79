package dev.vitrine.notification;

import dev.vitrine.model.ImageId;
import org.jspecify.annotations.Nullable;

/** The content of a notification message. */
public sealed interface Notification {

    /** Returns the label value in metrics. */
    String kind();

    /**
     * An image or its members were changed.
     *
     * @param id the id of the image in its canonical spelling
     * @param updated the time of the change in the format of {@link dev.vitrine.model.IsoTime}; null if it is unknown
     * @param kind the label value in metrics
     * @param isProof whether it proves that Glance publishes notifications of all changes to images
     */
    record Changed(ImageId id, @Nullable String updated, String kind, boolean isProof) implements Notification {}

    /** The message is not about an image, or is about a download, which changes nothing. */
    record Ignored() implements Notification {
        @Override
        public String kind() {
            return "ignored";
        }
    }

    /** The message cannot be parsed, so that any image may have been changed. */
    record Unreadable() implements Notification {
        @Override
        public String kind() {
            return "unreadable";
        }
    }
}

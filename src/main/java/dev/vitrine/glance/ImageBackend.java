package dev.vitrine.glance;

import dev.vitrine.identity.Caller;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing.RecordCursor;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of images behind the gateway, such as Glance.
 *
 * <p>Requests carry the caller's own token, so that the backend's policy decides. The futures never fail, and complete on the
 * caller's context, within the backend's timeout; if the backend refuses the token, after the token's validation and a second
 * request, which has that timeout again. A list has a timeout of its own, for all of that together. Any event loop.
 */
public interface ImageBackend {

    /** Returns the image as the backend shows it to this caller. */
    Future<Outcome<Image>> image(ImageId id, Caller caller);

    /** Takes the images of a list one by one, in its order. On the caller's context. */
    @FunctionalInterface
    interface Listed {
        /** Takes that the backend is asked for a part of the list now, at each try: the time in the queue is over. */
        default void onSent() {}

        /**
         * Takes an image.
         *
         * @param record by which it can be {@link #known} the next time; not changed any more. Null if it cannot
         */
        void image(Image image, byte @Nullable [] record);

        /** Takes the image whose record is the one at this index of {@link #known}. */
        default void known(int index) {
            throw new IllegalStateException("no record is known");
        }

        /** Returns the records of the same list that are known; null if none is to be, now or the next time. */
        default @Nullable RecordCursor known() {
            return null;
        }
    }

    /**
     * Hands on the images that match the query and that this caller may see, in the backend's order, as they arrive.
     *
     * @param images the images count only if the outcome is a page
     */
    Future<Outcome<Page>> images(ListQuery query, Caller caller, Listed images);

    /** Changes properties of an image and returns the changed image. */
    Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller);

    /** Deletes an image and returns its id. */
    Future<Outcome<ImageId>> delete(ImageId id, Caller caller);
}

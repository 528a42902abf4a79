package dev.vitrine.glance;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * What any image backend must offer.
 *
 * <p>It is asked with the caller's own token, so that its policy decides. The futures never fail, and complete on the
 * caller's context. Each call comes within the backend's deadline; if it refuses the token, the verdict is waited for, and a
 * second call may have that time again. Any event loop.
 */
public interface ImageBackend {

    /** Returns what the backend says of an image to this caller. */
    Future<Outcome<Image>> image(ImageId id, Caller caller);

    /**
     * Hands on the images that this caller's query finds, in the backend's order, as they arrive.
     *
     * @param images called on the caller's context; what it was given counts only if the outcome is a page
     */
    Future<Outcome<Page>> images(ListQuery query, Caller caller, Consumer<Image> images);

    /** Changes properties of an image and returns it as it is then. */
    Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller);

    /** Deletes an image, and returns the id that is no more. */
    Future<Outcome<ImageId>> delete(ImageId id, Caller caller);
}

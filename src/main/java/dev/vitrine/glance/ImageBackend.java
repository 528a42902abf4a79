package dev.vitrine.glance;

import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageOutcome;
import dev.vitrine.model.Token;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What any image backend must offer. */
public interface ImageBackend {

    /**
     * Returns what the backend says of an image to the bearer of a token.
     *
     * <p>The future never fails and comes within the backend's deadline, on the caller's context.
     *
     * @param token the caller's own, so that the backend's policy decides; null where nobody is asked for one
     * @param requestId the id of the request that asks, {@code req-} and a UUID
     */
    Future<ImageOutcome> image(ImageId id, @Nullable Token token, String requestId);
}

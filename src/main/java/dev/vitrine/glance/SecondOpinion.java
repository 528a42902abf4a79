package dev.vitrine.glance;

import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;

/** Says what a token is worth that Glance has refused. */
@FunctionalInterface
public interface SecondOpinion {

    /**
     * Returns the verdict as it is now, or as it comes from a validation that is under way. The future never fails, and
     * completes on the caller's context. Any event loop.
     *
     * @param requestId the id of the request that asks, {@code req-} and a UUID
     */
    Future<TokenValidation> of(Token token, String requestId);
}

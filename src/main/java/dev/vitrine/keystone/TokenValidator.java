package dev.vitrine.keystone;

import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Says who a caller is. */
public interface TokenValidator {

    /**
     * Returns the verdict over a token, at once where it is known.
     *
     * <p>The future never fails, and completes on the caller's context. Any event loop.
     *
     * @param token what the client sent, or null if it sent none
     * @param requestId the id of the request that asks, {@code req-} and a UUID
     */
    Future<TokenValidation> verdict(@Nullable Token token, String requestId);

    /**
     * Returns the verdict over a token now that Glance has refused it: as {@link #verdict}, but nothing that is known is
     * believed where somebody can be asked.
     */
    Future<TokenValidation> verdictAnew(Token token, String requestId);

    /** Returns the verdict over a token if it is known already, and null if somebody would have to be asked. */
    @Nullable
    TokenValidation known(@Nullable Token token);

    /** Returns whether tokens can be judged: where the gateway has to log in for it, whether that has worked once. */
    default Future<Boolean> isReady() {
        return Future.succeededFuture(true);
    }

    /** Returns how many verdicts are remembered, about. */
    default long remembered() {
        return 0;
    }

    /** Returns how many requests wait for a verdict that another request asked for. */
    default int passengers() {
        return 0;
    }
}

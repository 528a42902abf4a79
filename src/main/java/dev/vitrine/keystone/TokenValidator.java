package dev.vitrine.keystone;

import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.identity.TraceContext;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Validates clients' tokens. Any event loop; futures never fail, and complete on the caller's event loop. */
public interface TokenValidator {

    /**
     * Returns the validation of a token: from the cache, from a validation in progress, or from Keystone.
     *
     * @param token what the client sent, or null if it sent none
     * @param requestId the id of the client's request, {@code req-} and a UUID
     */
    Future<TokenValidation> validate(@Nullable Token token, String requestId);

    /** Returns the validation for a client that may go before it is there; then Keystone may not be asked. */
    default Future<TokenValidation> validate(@Nullable Token token, Bearer bearer) {
        return validate(token, bearer.requestId);
    }

    /**
     * Returns the validation of a token that a service has sent beside its own, as keystonemiddleware validates the two: if the
     * service's token has one of the roles of services, the other one may have expired, and its access rules do not bind. The
     * validation of a token that has expired is not cached.
     *
     * @param token as for the others
     * @param service the service's token; null if what it sent is no token. If it is not valid, or lacks a role that is
     *     required, neither is the other one
     */
    default Future<TokenValidation> validateBeside(@Nullable Token token, @Nullable Token service, Bearer bearer) {
        return Future.succeededFuture(new TokenValidation.Invalid());
    }

    /**
     * The client that sent a token.
     *
     * @param requestId the id of its request, {@code req-} and a UUID
     * @param address its address, against whose share the validation of a token counts whose project is not known
     * @param trace where its request is in a distributed trace; null if that is not known
     * @param isGone whether it waits no longer; asked by any thread, must not block, and stays true
     */
    record Bearer(
            String requestId, String address, @Nullable TraceContext trace, BooleanSupplier isGone) {
        /** Returns one of unknown address, which waits for as long as it takes. */
        static Bearer staying(String requestId) {
            return new Bearer(requestId, "-", null, () -> false);
        }
    }

    /**
     * Returns a new validation of a token that Glance has refused, past the cache; the cache is updated with the result.
     *
     * @param requestId as for {@link #validate}
     */
    Future<TokenValidation> revalidate(Token token, String requestId);

    /** Returns the validation of a token if no call is needed for it, else null. */
    @Nullable
    TokenValidation cached(@Nullable Token token);

    /**
     * Returns whether the caller's access class and role class were validated five seconds ago at most; without a call. By
     * default it cannot be known.
     */
    default boolean isClassRecent(Caller caller) {
        return false;
    }

    /**
     * Returns whether the caller is still of the same access class and role class, by a validation that is at most five seconds
     * old. If the last one is older, the token is validated anew, once in five seconds, soon after this has returned. False
     * if it cannot be validated. The future never fails; it may complete on any event loop.
     *
     * <p>By default it cannot be known.
     */
    default Future<Boolean> isClassConfirmed(Caller caller) {
        return Future.succeededFuture(false);
    }

    /** Returns whether tokens can be validated: where the gateway needs a token of its own, whether it ever got one. */
    default Future<Boolean> isReady() {
        return Future.succeededFuture(true);
    }

    /** Returns why the gateway's last login failed; null if it succeeded, if there was none, or if none is needed. */
    default @Nullable LoginFault loginFault() {
        return null;
    }

    /** Returns the approximate number of cached valid tokens. */
    default long cachedTokens() {
        return 0;
    }

    /** Returns how many valid tokens are cached at most. */
    default long maxCachedTokens() {
        return 0;
    }

    /** Returns the number of requests that wait for a validation which another request began. */
    default int coalescedRequests() {
        return 0;
    }
}

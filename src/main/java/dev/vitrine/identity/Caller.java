package dev.vitrine.identity;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller of one request.
 *
 * @param identity the validated identity
 * @param token the token of the request, which is forwarded to Glance; null if Glance has no authentication
 * @param serviceToken the valid token of the service that made the request with the caller's, which is forwarded too; null if
 *     the caller made it
 * @param requestId the id of the request, {@code req-} and a UUID
 * @param trace where the request is in a distributed trace; null if that is not known
 * @param isGone whether the client waits no longer, since it has reset the stream or closed the connection: then nothing more
 *     is sent on its behalf. Asked by any thread; once true, it stays so
 */
public record Caller(
        Identity identity,
        @Nullable Token token,
        @Nullable Token serviceToken,
        String requestId,
        @Nullable TraceContext trace,
        BooleanSupplier isGone) {
    /** A caller without a trace context, which waits for as long as it takes. */
    public Caller(Identity identity, @Nullable Token token, String requestId) {
        this(identity, token, null, requestId, null, () -> false);
    }

    /** Returns the same caller, for work that others share: it is gone when all of them are. */
    public Caller sharing(BooleanSupplier areAllGone) {
        return new Caller(identity, token, serviceToken, requestId, trace, areAllGone);
    }

    /** Returns whether this caller's responses are cached in the same access class and role class. */
    public boolean hasSameClasses(Identity other) {
        return identity.accessClass().equals(other.accessClass())
                && Objects.equals(identity.roleClass(), other.roleClass());
    }
}

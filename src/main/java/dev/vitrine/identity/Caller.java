package dev.vitrine.identity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caller of one request.
 *
 * @param identity the validated identity
 * @param token the token of the request, which is forwarded to Glance; null if Glance has no authentication
 * @param requestId the id of the request, {@code req-} and a UUID
 * @param traceParent the validated trace context header (W3C Trace Context); null if there is none
 */
public record Caller(
        Identity identity,
        @Nullable Token token,
        String requestId,
        @Nullable String traceParent) {
    /** A caller without a trace context. */
    public Caller(Identity identity, @Nullable Token token, String requestId) {
        this(identity, token, requestId, null);
    }

    /** Returns whether this caller's responses are cached in the same access class and role class. */
    public boolean hasSameClasses(Identity other) {
        return identity.accessClass().equals(other.accessClass())
                && Objects.equals(identity.roleClass(), other.roleClass());
    }
}

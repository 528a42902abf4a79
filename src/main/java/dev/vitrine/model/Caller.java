package dev.vitrine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, in one request.
 *
 * @param identity what is known of him
 * @param token what he sent, with which Glance is asked on his behalf; null where Glance asks for none
 * @param requestId the id of his request, {@code req-} and a UUID
 * @param traceParent what the header of that name said (W3C Trace Context), checked; null if it had none
 */
public record Caller(
        Identity identity,
        @Nullable Token token,
        String requestId,
        @Nullable String traceParent) {
    /** A caller whose request is in nobody's traces. */
    public Caller(Identity identity, @Nullable Token token, String requestId) {
        this(identity, token, requestId, null);
    }

    /** Returns whether what this caller is shown is remembered for the same callers as what that one is shown. */
    public boolean isOfClassOf(Identity other) {
        return identity.accessClass().equals(other.accessClass())
                && Objects.equals(identity.roleClass(), other.roleClass());
    }
}

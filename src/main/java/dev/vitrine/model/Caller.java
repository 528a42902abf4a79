package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, in one request.
 *
 * @param identity what is known of him
 * @param token what he sent, with which Glance is asked on his behalf; null where Glance asks for none
 * @param requestId the id of his request, {@code req-} and a UUID
 */
public record Caller(Identity identity, @Nullable Token token, String requestId) {}

package dev.vitrine.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a caller, as an immutable value that is passed as an argument.
 *
 * <p>It is never stored in a connection or a thread, because requests with different tokens share an HTTP/2 connection.
 *
 * @param project the project scope of the token
 * @param accessClass the access class: Glance shows callers with the same digest the same, for any image
 * @param roleClass the role class: Glance shows callers with the same digest the same, for images that are open to every
 *     project; null if nothing may be shared between projects
 * @param expires the expiry of the token; nothing is served after it
 * @param accessRules the only requests that the token may be used for; null if there is no restriction
 */
public record Identity(
        Project project,
        Digest accessClass,
        @Nullable Digest roleClass,
        Instant expires,
        @Nullable List<AccessRule> accessRules) {

    /** Returns what shares of limited resources are counted by: the project, or where it is not known, the access class. */
    public String projectKey() {
        return project instanceof Project.Of known ? known.id() : accessClass.hex();
    }

    /** The project scope of a token. */
    public sealed interface Project {
        /** The token is scoped to this project. */
        record Of(String id) implements Project {}

        /** The token is scoped to no project. */
        record None() implements Project {}

        /** Unknown, because the gateway does not validate tokens; Glance does. */
        record Unverified() implements Project {}
    }
}

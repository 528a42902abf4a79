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
 * @param tokenClass the class of this token alone: for what must not be shown to other tokens of the access class
 * @param isService whether the token has one of the roles of services, so that another token may have expired beside it
 */
public record Identity(
        Project project,
        Digest accessClass,
        @Nullable Digest roleClass,
        Instant expires,
        @Nullable List<AccessRule> accessRules,
        Digest tokenClass,
        boolean isService) {
    /** The identity of a token that is no service's. */
    public Identity(
            Project project,
            Digest accessClass,
            @Nullable Digest roleClass,
            Instant expires,
            @Nullable List<AccessRule> accessRules,
            Digest tokenClass) {
        this(project, accessClass, roleClass, expires, accessRules, tokenClass, false);
    }

    /** An identity whose access class is that of one token alone. */
    public Identity(
            Project project,
            Digest accessClass,
            @Nullable Digest roleClass,
            Instant expires,
            @Nullable List<AccessRule> accessRules) {
        this(project, accessClass, roleClass, expires, accessRules, accessClass);
    }

    /**
     * Returns by what the caller's share of a limited resource is counted: the id of its project, or its access class in 32
     * hexadecimal digits where it has no project, or none that the gateway knows.
     */
    public String projectOrClass() {
        return project instanceof Project.Of known ? known.id() : accessClass.hex();
    }

    /** Returns this identity in a class of its own, which no other token shares. */
    public Identity ofTokenAlone() {
        return new Identity(project, tokenClass, null, expires, accessRules, tokenClass, isService);
    }

    /** Returns this identity in the same classes without access rules, for a request that a service makes with its token. */
    public Identity withoutAccessRules() {
        return new Identity(project, accessClass, roleClass, expires, null, tokenClass, isService);
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

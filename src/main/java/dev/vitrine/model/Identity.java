package dev.vitrine.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a caller: an immutable value, passed along as an argument.
 *
 * <p>It is never kept in a connection or a thread: many requests with different tokens share one HTTP/2 connection.
 *
 * @param project what is known of the project of the token
 * @param accessClass callers with the same digest are shown the same by Glance, whatever the image
 * @param roleClass callers with the same digest are shown the same by Glance of an image open to every project; null
 *     where nothing may be shared between projects
 * @param expires when the token ends; no answer after that instant
 * @param accessRules what the token may be used for, or null for everything
 */
public record Identity(
        Project project,
        Digest accessClass,
        @Nullable Digest roleClass,
        Instant expires,
        @Nullable List<AccessRule> accessRules) {

    /** What is known of the project of a token. */
    public sealed interface Project {
        /** The token is scoped to this project. */
        record Of(String id) implements Project {}

        /** The token is scoped to no project. */
        record None() implements Project {}

        /** Nobody validated the token; Glance alone judges it. */
        record Unverified() implements Project {}
    }
}

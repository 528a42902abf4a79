package dev.vitrine.live;

import static java.util.Objects.requireNonNull;

/**
 * A user of the live Keystone, together with the project its tokens are scoped to.
 *
 * @param id the identifier Keystone gave it
 * @param name its name in the domain {@code default}
 * @param projectId the project it has its roles in
 */
public record LiveUser(String id, String name, String projectId) {

    /** A user that exists; only {@link LiveCloud#user} knows of any. */
    public LiveUser {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(projectId, "projectId");
    }
}

package dev.vitrine.demo;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a token stands for, and what it may do.
 *
 * @param roles the names of the roles on {@code scope}; Keystone keeps their case, Glance ignores it
 * @param expiresAt when tokens that are granted to this user cease to be valid
 * @param isAdminProject what Keystone says of the project: whether an administrator of it is one of the whole cloud
 * @param credential the application credential the user comes with, or null if with a password
 */
public record DemoUser(
        String id,
        String name,
        DemoScope scope,
        List<String> roles,
        Instant expiresAt,
        boolean isAdminProject,
        @Nullable DemoCredential credential) {
    /** The expiry of whoever does not ask for another. */
    public static final Instant FAR_FUTURE = Instant.parse("2100-01-01T00:00:00Z");

    /** Copies the roles. */
    public DemoUser {
        roles = List.copyOf(roles);
    }

    /** Returns a user of a project with these roles, whose id is the name and who never expires in practice. */
    public static DemoUser of(String name, String projectId, String... roles) {
        DemoScope project = new DemoScope.Project(projectId, projectId);
        return new DemoUser(name, name, project, List.of(roles), FAR_FUTURE, false, null);
    }

    /** Returns the same user with another scope. */
    public DemoUser in(DemoScope other) {
        return new DemoUser(id, name, other, roles, expiresAt, isAdminProject, credential);
    }

    /** Returns the same user, whose tokens expire at {@code instant}; an instant in the past is allowed. */
    public DemoUser expiringAt(Instant instant) {
        return new DemoUser(id, name, scope, roles, instant, isAdminProject, credential);
    }

    /** Returns the same user, whose project is the cloud's own. */
    public DemoUser ofAdminProject() {
        return new DemoUser(id, name, scope, roles, expiresAt, true, credential);
    }

    /** Returns the same user, come with an application credential. */
    public DemoUser with(DemoCredential applicationCredential) {
        return new DemoUser(id, name, scope, roles, expiresAt, isAdminProject, applicationCredential);
    }

    /** Returns whether the user has a role, ignoring case as Glance and Keystone's policies do. */
    boolean hasRole(String role) {
        return roles.stream().anyMatch(role::equalsIgnoreCase);
    }
}

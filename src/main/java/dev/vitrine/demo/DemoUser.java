package dev.vitrine.demo;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user of a token, with its scope and roles.
 *
 * @param roles the names of the roles on {@code scope}; Keystone preserves their case, Glance ignores it
 * @param expiresAt the expiry of tokens that are issued to this user
 * @param isAdminProject Keystone's {@code is_admin_project}: whether its administrators are administrators of the cloud
 * @param credential the application credential of the login; null for a password
 */
public record DemoUser(
        String id,
        String name,
        Scope scope,
        List<String> roles,
        Instant expiresAt,
        boolean isAdminProject,
        @Nullable Credential credential) {
    /** The default expiry. */
    public static final Instant FAR_FUTURE = Instant.parse("2100-01-01T00:00:00Z");

    /** Copies the roles. */
    public DemoUser {
        roles = List.copyOf(roles);
    }

    /** Returns a user of a project with these roles, whose id is the name, with the default expiry. */
    public static DemoUser of(String name, String projectId, String... roles) {
        Scope project = new Scope.ProjectScope(projectId, projectId);
        return new DemoUser(name, name, project, List.of(roles), FAR_FUTURE, false, null);
    }

    /** Returns this user with another scope. */
    public DemoUser in(Scope other) {
        return new DemoUser(id, name, other, roles, expiresAt, isAdminProject, credential);
    }

    /** Returns this user with another expiry of its tokens, which may be in the past. */
    public DemoUser expiringAt(Instant instant) {
        return new DemoUser(id, name, scope, roles, instant, isAdminProject, credential);
    }

    /** Returns this user with {@code isAdminProject}. */
    public DemoUser ofAdminProject() {
        return new DemoUser(id, name, scope, roles, expiresAt, true, credential);
    }

    /** Returns this user with an application credential. */
    public DemoUser with(Credential applicationCredential) {
        return new DemoUser(id, name, scope, roles, expiresAt, isAdminProject, applicationCredential);
    }

    /** Returns whether the user has a role, ignoring case as the policies of Glance and Keystone do. */
    boolean hasRole(String role) {
        return roles.stream().anyMatch(role::equalsIgnoreCase);
    }

    /** The scope of a token. */
    public sealed interface Scope {
        /** A project, which owns images. */
        record ProjectScope(String id, String name) implements Scope {}

        /** A domain: a collection of users and projects. */
        record DomainScope(String id, String name) implements Scope {}

        /** The whole deployment: {@code "system": {"all": true}}. */
        record SystemScope() implements Scope {}

        /** No scope: the token has no roles. */
        record Unscoped() implements Scope {}
    }

    /**
     * The application credential of a token.
     *
     * @param rules the access rules; empty if the token may be used for any request
     */
    public record Credential(String id, List<Rule> rules) {
        /** Copies the rules. */
        public Credential {
            rules = List.copyOf(rules);
        }

        /**
         * An access rule: a kind of requests that the credential allows.
         *
         * @param path a pattern such as {@code /v2.1/*}{@code /images}
         * @param method an HTTP method in capitals
         * @param service a service type of the catalog, such as {@code compute}
         */
        public record Rule(String path, String method, String service) {}
    }
}

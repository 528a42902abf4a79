package dev.vitrine.config;

import dev.vitrine.config.source.Secret;
import org.jspecify.annotations.Nullable;

/** The gateway's own credentials, with which it may validate tokens at Keystone. */
public sealed interface Credentials {

    /** A service user, its password and its project. */
    record Password(Named user, Secret password, Named project) implements Credentials {}

    /**
     * A user or a project, by id or by name.
     *
     * @param key {@code id} or {@code name}
     * @param domain where the name is looked up; null for an id, which needs none
     */
    record Named(String key, String value, @Nullable Domain domain) {}

    /** An application credential of a service user. */
    record ApplicationCredential(String id, Secret secret) implements Credentials {}

    /** None: each token validates itself, which Keystone's stock policy allows. */
    record None() implements Credentials {}

    /**
     * A domain, by id or by name.
     *
     * @param key {@code id} or {@code name}
     */
    record Domain(String key, String value) {}
}

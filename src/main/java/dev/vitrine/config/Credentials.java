package dev.vitrine.config;

import dev.vitrine.config.source.Secret;

/** The gateway's own credentials, with which it may validate tokens at Keystone. */
public sealed interface Credentials {

    /** A service user's name and password. */
    record Password(String username, Secret password, Domain userDomain, String projectName, Domain projectDomain)
            implements Credentials {}

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

package dev.vitrine.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway shows Keystone of itself to be allowed to validate tokens. */
public sealed interface Credentials {

    /** A service user's name and password. */
    record Password(String username, Secret password, Domain userDomain, String projectName, Domain projectDomain)
            implements Credentials {}

    /** An application credential of a service user. */
    record ApplicationCredential(String id, Secret secret) implements Credentials {}

    /** Nothing: each token validates itself, which Keystone's stock policy allows. */
    record None() implements Credentials {}

    /**
     * A domain, by id or by name.
     *
     * @param key {@code id} or {@code name}
     */
    record Domain(String key, String value) {}

    /** Reads the credentials; which of them are needed says {@code auth-type}. Notes what is missing. */
    static Credentials read(Values values, IdentityMode identity) {
        String section = "keystone-authtoken.";
        String username = values.text(section + "username", "vitrine");
        Secret password = values.secret(section + "password");
        Domain userDomain = domain(values, section + "user-domain");
        String projectName = values.text(section + "project-name", "service");
        Domain projectDomain = domain(values, section + "project-domain");
        String id = values.text(section + "application-credential-id", "");
        Secret secret = values.secret(section + "application-credential-secret");
        String type = values.oneOf(section + "auth-type", "password", List.of("v3applicationcredential", "none"));
        boolean isOpen = values.isWrong("identity") || values.isWrong(section + "auth-type");
        if (isOpen || identity != IdentityMode.KEYSTONE || type.equals("none")) {
            return new None();
        }
        return type.equals("password")
                ? new Password(
                        needed(values, section + "username", username),
                        needed(values, section + "password", password),
                        userDomain,
                        projectName,
                        projectDomain)
                : new ApplicationCredential(
                        needed(values, section + "application-credential-id", id),
                        needed(values, section + "application-credential-secret", secret));
    }

    private static String needed(Values values, String key, String value) {
        if (value.isBlank() && !values.isWrong(key)) {
            values.problem(key, "nothing", "a text");
        }
        return value;
    }

    static Secret needed(Values values, String key, @Nullable Secret secret) {
        if (secret == null) {
            values.problem(
                    key, "nothing", "a secret, in the file named by " + key + "-file or in " + Variables.of(key));
        }
        return secret == null ? new Secret("") : secret;
    }

    private static Domain domain(Values values, String key) {
        String id = values.text(key + "-id", "");
        String name = values.text(key + "-name", "Default");
        return id.isEmpty() ? new Domain("name", name) : new Domain("id", id);
    }
}

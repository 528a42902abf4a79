package dev.vitrine.demo;

import java.util.List;

/**
 * The application credential a token was got with.
 *
 * @param rules the only requests the token may be used for; empty if it may be used for all
 */
public record DemoCredential(String id, List<Rule> rules) {
    /** Copies the rules. */
    public DemoCredential {
        rules = List.copyOf(rules);
    }

    /**
     * A request that the credential allows.
     *
     * @param path a pattern such as {@code /v2.1/*}{@code /images}
     * @param method an HTTP method in capitals
     * @param service a service type of the catalog, such as {@code compute}
     */
    public record Rule(String path, String method, String service) {}
}

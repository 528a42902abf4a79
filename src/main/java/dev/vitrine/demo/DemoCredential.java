package dev.vitrine.demo;

import java.util.List;

/**
 * The application credential of a token.
 *
 * @param rules the access rules; empty if the token may be used for any request
 */
public record DemoCredential(String id, List<Rule> rules) {
    /** Copies the rules. */
    public DemoCredential {
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

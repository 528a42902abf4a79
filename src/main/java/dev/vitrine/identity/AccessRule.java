package dev.vitrine.identity;

import java.util.List;

/**
 * An access rule of an application credential in Keystone: a kind of requests that the credential may be used for.
 *
 * @param service a service type of the catalog, such as {@code compute}
 * @param method an HTTP method
 * @param path a pattern in which {@code *} and <code>{name}</code> match one segment and {@code **} matches any text
 */
public record AccessRule(String service, String method, String path) {

    /** Returns whether any of the rules allows the request; false, too, if that takes some milliseconds to find out. */
    public static boolean anyAllows(
            List<AccessRule> rules, String requestService, String requestMethod, String requestPath) {
        PathMatcher matcher = new PathMatcher(requestPath);
        return rules.stream()
                .anyMatch(rule -> rule.service.equals(requestService)
                        && rule.method.equals(requestMethod)
                        && matcher.matches(rule.path));
    }
}

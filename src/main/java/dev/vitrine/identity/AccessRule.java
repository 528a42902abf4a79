package dev.vitrine.identity;

/**
 * An access rule of an application credential in Keystone: a kind of requests that the credential may be used for.
 *
 * @param service a service type of the catalog, such as {@code compute}
 * @param method an HTTP method
 * @param path a pattern in which {@code *} and <code>{name}</code> match one segment and {@code **} matches any text
 */
public record AccessRule(String service, String method, String path) {

    /** Returns whether this rule allows the request. */
    public boolean allows(String requestService, String requestMethod, String requestPath) {
        return service.equals(requestService) && method.equals(requestMethod) && matches(requestPath);
    }

    /**
     * Reads the path once and tracks the set of positions in the pattern that it can have reached. The time is bounded by
     * the product of both lengths, whereas backtracking is exponential in the number of wildcards.
     */
    private boolean matches(String requestPath) {
        boolean[] reached = new boolean[path.length() + 1];
        reached[0] = true;
        passEmptyWildcards(reached);
        for (int i = 0; i < requestPath.length(); i++) {
            reached = step(reached, requestPath.charAt(i));
        }
        return reached[path.length()];
    }

    private boolean[] step(boolean[] reached, char c) {
        boolean[] next = new boolean[reached.length];
        for (int at = 0; at < path.length(); at++) {
            if (!reached[at]) {
                continue;
            }
            int end = wildcardEnd(at);
            if (end < 0) {
                next[at + 1] |= path.charAt(at) == c;
            } else if (c != '/' || isDeep(at)) {
                next[at] = true;
                next[end] = true;
            }
        }
        passEmptyWildcards(next);
        return next;
    }

    private void passEmptyWildcards(boolean[] reached) {
        for (int at = 0; at < path.length(); at++) {
            if (reached[at] && isDeep(at)) {
                reached[at + 2] = true;
            }
        }
    }

    private boolean isDeep(int at) {
        return path.startsWith("**", at);
    }

    /** Returns the end of the wildcard at this position, or -1 if there is none. */
    private int wildcardEnd(int at) {
        return switch (path.charAt(at)) {
            case '*' -> isDeep(at) ? at + 2 : at + 1;
            case '{' -> {
                int close = path.indexOf('}', at);
                yield close < 0 ? -1 : close + 1;
            }
            default -> -1;
        };
    }
}

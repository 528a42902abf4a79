package dev.vitrine.model;

/**
 * One thing that an application credential may be used for, as its maker wrote it in Keystone.
 *
 * @param service the type of a service in the catalogue, such as {@code compute}
 * @param method an HTTP method
 * @param path a path in which {@code *} and <code>{name}</code> stand for one segment and {@code **} for any text
 */
public record AccessRule(String service, String method, String path) {

    /** Returns whether this rule allows the request. */
    public boolean allows(String askedService, String askedMethod, String askedPath) {
        return service.equals(askedService) && method.equals(askedMethod) && covers(askedPath);
    }

    /**
     * Walks the asked path once, keeping all places of the rule that can have been reached: whoever writes a rule with
     * many wildcards gains nothing by it, as he would where each wildcard is tried in turn.
     */
    private boolean covers(String asked) {
        boolean[] reached = new boolean[path.length() + 1];
        reached[0] = true;
        passEmptyWildcards(reached);
        for (int i = 0; i < asked.length(); i++) {
            reached = step(reached, asked.charAt(i));
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

    /** Returns where the wildcard that begins here ends, or -1 if none begins here. */
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

package dev.vitrine.identity;

/**
 * Matches one path with patterns, in which {@code *} and <code>{name}</code> match one segment and {@code **} matches any text.
 *
 * <p>The path is read once for each pattern, with the set of positions in the pattern that it can have reached: backtracking
 * would be exponential in the number of wildcards. A client chooses the path, and its user any number of patterns, so the
 * steps of all patterns together are bounded as well. For one thread.
 */
final class PathMatcher {
    /** How many positions may be looked at: it takes some milliseconds, and is a thousand times what usual patterns need. */
    private static final int MAX_STEPS = 1 << 20;

    private final String path;
    private String pattern = "";
    private Positions reached = new Positions();
    private Positions next = new Positions();
    private int steps;

    PathMatcher(String path) {
        this.path = path;
    }

    /** A set of positions in the pattern. */
    private final class Positions {
        private int[] list = new int[0];

        /** In which round a position was added last. */
        private int[] rounds = new int[0];

        private int size;
        private int round;

        void clear() {
            if (list.length <= pattern.length()) {
                list = new int[pattern.length() + 1];
                rounds = new int[pattern.length() + 1];
            }
            size = 0;
            round++;
        }

        /** Adds a position, and those behind it that it leads to without a character. */
        void add(int position) {
            int at = position;
            while (rounds[at] != round) {
                rounds[at] = round;
                list[size++] = at;
                if (!isDeep(at)) {
                    return;
                }
                at += 2;
            }
        }

        boolean hasEnd() {
            return rounds[pattern.length()] == round;
        }
    }

    /** Returns whether the pattern matches the whole path; false, too, if that would take too many steps. */
    boolean matches(String wanted) {
        pattern = wanted;
        reached.clear();
        reached.add(0);
        for (int i = 0; i < path.length() && reached.size > 0; i++) {
            step(path.charAt(i));
        }
        return steps <= MAX_STEPS && reached.hasEnd();
    }

    private void step(char c) {
        next.clear();
        for (int i = 0; i < reached.size && steps <= MAX_STEPS; i++) {
            int at = reached.list[i];
            steps++;
            if (at < pattern.length()) {
                step(at, c);
            }
        }
        Positions former = reached;
        reached = next;
        next = former;
    }

    private void step(int at, char c) {
        int end = wildcardEnd(at);
        if (end < 0) {
            if (pattern.charAt(at) == c) {
                next.add(at + 1);
            }
        } else if (c != '/' || isDeep(at)) {
            next.add(at);
            next.add(end);
        }
    }

    private boolean isDeep(int at) {
        return pattern.startsWith("**", at);
    }

    /** Returns the end of the wildcard at this position, or -1 if there is none. */
    private int wildcardEnd(int at) {
        return switch (pattern.charAt(at)) {
            case '*' -> isDeep(at) ? at + 2 : at + 1;
            case '{' -> braceEnd(at);
            default -> -1;
        };
    }

    private int braceEnd(int at) {
        int close = pattern.indexOf('}', at);
        steps += (close < 0 ? pattern.length() : close) - at;
        return close < 0 ? -1 : close + 1;
    }
}

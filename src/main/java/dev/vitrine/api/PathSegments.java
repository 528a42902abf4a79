package dev.vitrine.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a raw path, each decoded exactly once.
 *
 * <p>Runs of slashes inside count as one, as Nova takes them: clients in use send {@code //images}. Nothing is
 * resolved: a dot segment is a segment like any other, and none of our paths has one.
 */
final class PathSegments {
    private PathSegments() {}

    /**
     * Returns the segments; a trailing slash gives an empty one at the end.
     *
     * @return null if an escape is broken, or stands for a control character or for what is no UTF-8
     */
    static @Nullable List<String> of(String rawPath) {
        List<String> segments = new ArrayList<>(6);
        int from = 0;
        while (from < rawPath.length()) {
            int slash = rawPath.indexOf('/', from);
            int end = slash < 0 ? rawPath.length() : slash;
            if (end > from) {
                String segment = decoded(rawPath.substring(from, end));
                if (segment == null) {
                    return null;
                }
                segments.add(segment);
            }
            from = end + 1;
        }
        if (rawPath.endsWith("/")) {
            segments.add("");
        }
        return segments;
    }

    private static @Nullable String decoded(String raw) {
        String text = PercentEncoding.decoded(raw);
        return text == null || text.chars().anyMatch(Character::isISOControl) ? null : text;
    }
}

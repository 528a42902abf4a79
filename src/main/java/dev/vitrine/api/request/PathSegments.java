package dev.vitrine.api.request;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a raw path, each decoded exactly once.
 *
 * <p>Runs of slashes inside count as one, as Nova takes them: clients in use send {@code //images}. Nothing is
 * resolved: a dot segment is a segment like any other, and none of our paths has one.
 */
public final class PathSegments {
    private PathSegments() {}

    /**
     * Returns the segments; a trailing slash gives an empty one at the end.
     *
     * @return null if an escape is broken, or stands for a control character or for what is no UTF-8
     */
    public static @Nullable List<String> of(String rawPath) {
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

    /**
     * Returns a well-formed path in its canonical form: single slashes, and in each segment all but unreserved characters
     * escaped, in upper case (RFC 3986, 6.2.2).
     */
    public static String canonical(String rawPath) {
        if (rawPath.indexOf('%') < 0 && !rawPath.contains("//")) {
            return rawPath;
        }
        return requireNonNull(of(rawPath)).stream()
                .map(PercentEncoding::encoded)
                .collect(Collectors.joining("/", "/", ""));
    }
}

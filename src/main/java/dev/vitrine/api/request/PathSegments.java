package dev.vitrine.api.request;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a raw path, each decoded exactly once.
 *
 * <p>Behind a mount, any text stands in the place of an image's id: one that cannot be decoded stays as it is written, and is
 * the id of no image. In a metadata item's key a percent sign that begins no escape is itself, as Nova takes it.
 *
 * <p>Runs of slashes inside count as one, as Nova takes them: clients in use send {@code //images}. Nothing is
 * resolved: a dot segment is a segment like any other, and none of our paths has one.
 */
public final class PathSegments {
    private PathSegments() {}

    /**
     * Returns the segments; a trailing slash gives an empty one at the end.
     *
     * @return null if elsewhere an escape is broken, or stands for a control character or for what is no UTF-8
     */
    public static @Nullable List<String> of(String rawPath) {
        List<String> segments = new ArrayList<>(6);
        int from = 0;
        while (from < rawPath.length()) {
            int slash = rawPath.indexOf('/', from);
            int end = slash < 0 ? rawPath.length() : slash;
            if (end > from) {
                String before = segments.size() < 2 ? "" : segments.get(segments.size() - 1);
                String segment = decoded(rawPath.substring(from, end), before);
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

    private static @Nullable String decoded(String raw, String before) {
        boolean isKey = before.equals(RequestPath.METADATA);
        String text = isKey ? PercentEncoding.decodedLeniently(raw) : PercentEncoding.decoded(raw);
        boolean isText = text != null && text.chars().noneMatch(Character::isISOControl);
        return isText ? text : before.equals(RequestPath.IMAGES) ? raw : null;
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

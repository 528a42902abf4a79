package dev.vitrine.api.request;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code If-Match} or {@code If-None-Match}: any tag, or a list of them (RFC 9110, 8.8.3 and 13.1).
 *
 * @param isAny whether the value is an asterisk, and nothing else
 * @param tags the well-formed tags with their quotes, the weak ones with {@code W/} before them
 * @param isWellFormed false if an element is no entity tag
 */
record EntityTags(boolean isAny, List<String> tags, boolean isWellFormed) {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");

    EntityTags {
        tags = List.copyOf(tags);
    }

    /** Reads a header's value. A comma inside a tag is part of it; empty elements are none (RFC 9110, 5.6.1). */
    static EntityTags parse(String header) {
        List<String> tags = new ArrayList<>();
        boolean isWellFormed = true;
        int from = 0;
        while (from <= header.length()) {
            int end = end(header, from);
            String element = header.substring(from, end).strip();
            if (TAG.matcher(element).matches()) {
                tags.add(element);
            } else {
                isWellFormed &= element.isEmpty();
            }
            from = end + 1;
        }
        boolean isAny = header.strip().equals("*");
        return new EntityTags(isAny, tags, isWellFormed || isAny);
    }

    /** Returns the end of the element. A backslash escapes nothing in an entity tag, which is no quoted string (8.8.3). */
    private static int end(String header, int from) {
        boolean isQuoted = false;
        for (int i = from; i < header.length(); i++) {
            isQuoted ^= header.charAt(i) == '"';
            if (header.charAt(i) == ',' && !isQuoted) {
                return i;
            }
        }
        return header.length();
    }

    /** Returns whether this is any tag, or has the strong one, by strong comparison (RFC 9110, 8.8.3.2). */
    boolean has(@Nullable String strongTag) {
        return isAny || (strongTag != null && tags.contains(strongTag));
    }

    /**
     * Returns whether this is any tag, or has the strong one, by weak comparison.
     *
     * @param isStrict false if an element that is no tag may be meant for it
     */
    boolean mayHave(@Nullable String strongTag, boolean isStrict) {
        return has(strongTag) || (strongTag != null && tags.contains("W/" + strongTag)) || !(isWellFormed || isStrict);
    }
}

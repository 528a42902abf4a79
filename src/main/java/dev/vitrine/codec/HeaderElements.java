package dev.vitrine.codec;

import java.util.ArrayList;
import java.util.List;

/** Finds the elements of a header's value, whose separators stand outside quoted strings (RFC 9110, 5.6.4). */
public final class HeaderElements {
    private HeaderElements() {}

    /**
     * Returns the elements of a value, white space around them removed; empty ones too.
     *
     * @param separator a comma for a list, a semicolon for parameters
     */
    public static List<String> split(String value, char separator) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        while (from <= value.length()) {
            int end = end(value, from, separator);
            elements.add(value.substring(from, end).strip());
            from = end + 1;
        }
        return elements;
    }

    /** Returns the index of the separator behind the element that begins at an index, or the length of the value. */
    static int end(String value, int from, char separator) {
        boolean isQuoted = false;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == '\\' && isQuoted) {
                i++;
            } else if (c == separator && !isQuoted) {
                return i;
            }
        }
        return value.length();
    }
}

package dev.vitrine.server.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists in header fields (RFC 9110 section 5.6.1) from their end: each proxy has added its item behind those that it
 * received, in the same line or in one more. Empty items are left out.
 */
final class HeaderList {
    /** More proxies than this stand in no row. */
    static final int MAX_ITEMS = 32;

    private HeaderList() {}

    /** Returns the items of a field whose items hold no commas, the last one first, {@link #MAX_ITEMS} at most. */
    static List<String> fromEnd(List<String> lines) {
        List<String> items = new ArrayList<>();
        for (int line = lines.size() - 1; line >= 0; line--) {
            String text = lines.get(line);
            int end = text.length();
            while (end >= 0 && items.size() < MAX_ITEMS) {
                int comma = text.lastIndexOf(',', end - 1);
                String item = text.substring(comma + 1, end).strip();
                if (!item.isEmpty()) {
                    items.add(item);
                }
                end = comma;
            }
        }
        return items;
    }

    /**
     * Returns the parts between separators that stand outside of quoted strings, the last one first, {@link #MAX_ITEMS} at most;
     * null if a quoted string has no end, and no part is certain.
     */
    static @Nullable Deque<String> quotedFromEnd(String text, char separator) {
        Deque<String> parts = new ArrayDeque<>();
        boolean isQuoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted && c == '\\') {
                i++;
            } else if (!isQuoted && c == separator) {
                addFirst(text.substring(start, i), parts);
                start = i + 1;
            }
        }
        addFirst(text.substring(start), parts);
        return isQuoted ? null : parts;
    }

    private static void addFirst(String part, Deque<String> parts) {
        String stripped = part.strip();
        if (!stripped.isEmpty()) {
            parts.addFirst(stripped);
            if (parts.size() > MAX_ITEMS) {
                parts.removeLast();
            }
        }
    }
}

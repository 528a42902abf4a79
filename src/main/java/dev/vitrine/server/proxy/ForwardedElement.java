package dev.vitrine.server.proxy;

import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says in {@code Forwarded} of the request that it received (RFC 7239 section 4).
 *
 * @param node {@code for}: who made it; null if the proxy does not say
 * @param proto by which scheme; null alike
 * @param host for which host; null alike
 */
record ForwardedElement(
        @Nullable String node,
        @Nullable String proto,
        @Nullable String host) {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /**
     * Returns the elements, the last one first, up to one that is malformed: what stands before that may be of whoever made it
     * malformed. A line is malformed as a whole if a quoted string in it has no end.
     */
    static List<ForwardedElement> fromEnd(List<String> lines) {
        List<ForwardedElement> elements = new ArrayList<>();
        for (int line = lines.size() - 1; line >= 0; line--) {
            Deque<String> parts = HeaderList.quotedFromEnd(lines.get(line), ',');
            if (parts == null) {
                return elements;
            }
            for (String part : parts) {
                ForwardedElement element = parse(part);
                if (element == null || elements.size() == HeaderList.MAX_ITEMS) {
                    return elements;
                }
                elements.add(element);
            }
        }
        return elements;
    }

    /** Spaces around the semicolons are no part of the grammar; many proxies write them. */
    private static @Nullable ForwardedElement parse(String text) {
        Deque<String> pairs = HeaderList.quotedFromEnd(text, ';');
        if (pairs == null) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String value = equals <= 0 ? null : value(pair.substring(equals + 1));
            String name = equals <= 0 ? "" : pair.substring(0, equals).toLowerCase(Locale.ROOT);
            if (value == null || !isToken(name) || values.put(name, value) != null) {
                return null;
            }
        }
        return new ForwardedElement(values.get("for"), values.get("proto"), values.get("host"));
    }

    private static @Nullable String value(String text) {
        return text.startsWith("\"") ? unquoted(text) : isToken(text) ? text : null;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || TOKEN.indexOf(c) >= 0);
    }

    /** Null unless the quoted string ends where the text does, and holds no control characters. */
    private static @Nullable String unquoted(String text) {
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i == text.length() - 1 ? value.toString() : null;
            }
            if (c == '\\' && ++i < text.length()) {
                c = text.charAt(i);
            }
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return null;
            }
            value.append(c);
        }
        return null;
    }
}

package dev.vitrine.codec;

/**
 * Escapes text as libxml2 does, which Nova used.
 *
 * <p>Characters that XML 1.0 does not allow become U+FFFD. Nova answered 500 for them.
 */
final class XmlText {
    /** The XML declaration of every document but a fault. The single quotes are lxml's; clients compare texts. */
    static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n";

    /** The namespaces of what describes the API itself; a space comes first. */
    static final String COMMON_NAMESPACES =
            " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns=\"http://docs.openstack.org/common/api/v1.0\"";

    private XmlText() {}

    /** Appends text escaped as element content. */
    static void content(StringBuilder out, String text) {
        append(out, text, false);
    }

    /** Appends text escaped as an attribute value in double quotes. */
    static void attribute(StringBuilder out, String text) {
        append(out, text, true);
    }

    private static void append(StringBuilder out, String text, boolean attribute) {
        if (isPlain(text)) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                append(out, c, attribute);
            }
        }
    }

    /** Returns whether nothing of the text is escaped or replaced, as of nearly every text. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '&' || c == '<' || c == '>' || c == '"' || c >= Character.MIN_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder out, char c, boolean attribute) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '\r' -> out.append("&#13;");
            case '"' -> out.append(attribute ? "&quot;" : "\"");
            case '\t' -> out.append(attribute ? "&#9;" : "\t");
            case '\n' -> out.append(attribute ? "&#10;" : "\n");
            default -> out.append(isAllowed(c) ? c : '\uFFFD');
        }
    }

    /** The allowed characters of XML 1.0 section 2.2, without surrogate pairs. */
    private static boolean isAllowed(char c) {
        return c >= 0x20 && !Character.isSurrogate(c) && c != 0xFFFE && c != 0xFFFF;
    }
}

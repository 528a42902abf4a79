package dev.vitrine.glance;

/** Brings texts into the form in which Glance stores them: encodable as UTF-8, and names without white space around them. */
final class WellFormed {
    private WellFormed() {}

    /**
     * Returns the text with every unpaired surrogate replaced by U+FFFD: JSON can escape half of a surrogate pair, which cannot
     * be encoded.
     */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Returns the text without white space around it, as Python's {@code strip} does. */
    static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Java's own white space lacks U+0085 and the spaces that do not break a line. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}

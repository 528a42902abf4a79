package dev.vitrine.glance;

/** Text that UTF-8 can hold: JSON can escape half of a surrogate pair, which cannot be encoded. */
final class WellFormed {
    private WellFormed() {}

    /** Returns the text with every unpaired surrogate replaced by U+FFFD. */
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
}

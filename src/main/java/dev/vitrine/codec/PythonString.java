package dev.vitrine.codec;

import java.util.HexFormat;

/** Python's {@code repr()} of a string ({@code unicode_repr} in {@code unicodeobject.c}). */
final class PythonString {
    private static final HexFormat HEX = HexFormat.of();

    private PythonString() {}

    /** Appends the text in single quotes, or in double ones if that spares escaping a single one. */
    static void repr(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            append(out, c, quote);
            i += Character.charCount(c);
        }
        out.append(quote);
    }

    private static void append(StringBuilder out, int c, char quote) {
        switch (c) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c == quote) {
                    out.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                } else {
                    escape(out, c);
                }
            }
        }
    }

    private static void escape(StringBuilder out, int c) {
        if (c <= 0xFF) {
            out.append("\\x").append(HEX.toHexDigits((byte) c));
        } else if (c <= 0xFFFF) {
            out.append("\\u").append(HEX.toHexDigits((char) c));
        } else {
            out.append("\\U").append(HEX.toHexDigits(c));
        }
    }

    /** The categories "other" and "separator" are not, save the blank; by the Unicode of this JDK, not of a Python. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}

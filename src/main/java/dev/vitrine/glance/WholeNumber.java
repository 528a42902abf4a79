package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers, read as Nova reads them: with Python's {@code int}, and those of a record with {@code int(x or 0)}. The latter
 * takes null and what is empty for 0, a flag for 0 or 1, cuts a fraction off, and reads the digits of a text.
 */
public final class WholeNumber {
    private static final double BEYOND_LONG = 0x1p63;

    private WholeNumber() {}

    /**
     * Reads the parser's current token, which begins no object and no list.
     *
     * @throws MalformedRecordException if it is no whole number, or one beyond 64 bits
     */
    static long of(String member, JsonParser json) throws IOException, MalformedRecordException {
        return switch (json.currentToken()) {
            case VALUE_NULL, VALUE_FALSE -> 0;
            case VALUE_TRUE -> 1;
            case VALUE_NUMBER_INT -> parsed(member, json.getText());
            case VALUE_NUMBER_FLOAT -> truncated(member, Double.parseDouble(json.getText()));
            default -> json.getText().isEmpty() ? 0 : parsed(member, digits(json.getText()));
        };
    }

    private static long truncated(String member, double number) throws MalformedRecordException {
        if (Math.abs(number) >= BEYOND_LONG) {
            throw outOfRange(member);
        }
        return (long) number;
    }

    private static long parsed(String member, @Nullable String digits) throws MalformedRecordException {
        if (digits == null) {
            throw new MalformedRecordException(member + " is no whole number");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw outOfRange(member);
        }
    }

    private static MalformedRecordException outOfRange(String member) {
        return new MalformedRecordException(member + " is out of range");
    }

    /**
     * Returns the digits of a text, which may have white space around it, a sign, digits of any script, and single underscores
     * between them.
     *
     * @return ASCII digits, however many, behind a minus sign if the number has one; null if the text is no whole number
     */
    public static @Nullable String digits(String text) {
        String stripped = WellFormed.stripped(text);
        boolean isSigned = stripped.startsWith("-") || stripped.startsWith("+");
        String digits = asciiDigits(stripped.substring(isSigned ? 1 : 0));
        return digits != null && stripped.startsWith("-") ? "-" + digits : digits;
    }

    /** Returns the digits, of whatever script, as those of ASCII; null if there are none, or if anything else is between them. */
    private static @Nullable String asciiDigits(String number) {
        StringBuilder digits = new StringBuilder();
        boolean mayBeUnderscore = false;
        for (int i = 0; i < number.length(); i += Character.charCount(number.codePointAt(i))) {
            int c = number.codePointAt(i);
            if (Character.isDigit(c)) {
                digits.append(Character.digit(c, 10));
            } else if (c != '_' || !mayBeUnderscore) {
                return null;
            }
            mayBeUnderscore = c != '_';
        }
        return mayBeUnderscore ? digits.toString() : null;
    }
}

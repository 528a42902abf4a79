package dev.vitrine.api;

import dev.vitrine.model.Fault;
import org.jspecify.annotations.Nullable;

/** Whole numbers as Python's {@code int} reads them, which is what Nova takes: {@code +3}, {@code 03}, other digits. */
final class IntegerParameter {
    private static final long TOO_LARGE = 1L << 40;

    private IntegerParameter() {}

    /** Returns the fault of a parameter that must be a whole number from 0 on; null if it is one, or is not there. */
    static @Nullable Fault fault(String name, @Nullable String text, boolean legacy) {
        Long value = text == null ? Long.valueOf(0) : parseOrNull(text);
        if (value == null) {
            return Fault.badRequest(
                    legacy
                            ? name + " param must be an integer"
                            : "Invalid input received: " + name + " must be an integer");
        }
        if (value < 0) {
            return Fault.badRequest(
                    legacy ? name + " param must be positive" : "Invalid input received: " + name + " must be >= 0");
        }
        return null;
    }

    /** Returns the number that is known to stand in the text; very large ones are all the same. */
    static long parse(String text) {
        Long value = parseOrNull(text);
        return value == null ? 0 : value;
    }

    private static @Nullable Long parseOrNull(String text) {
        String digits = text.strip();
        boolean negative = digits.startsWith("-");
        int from = negative || digits.startsWith("+") ? 1 : 0;
        if (from == digits.length()) {
            return null;
        }
        long value = 0;
        for (int i = from; i < digits.length(); ) {
            int c = digits.codePointAt(i);
            if (!Character.isDigit(c)) {
                return null;
            }
            value = Math.min(value * 10 + Character.digit(c, 10), TOO_LARGE);
            i += Character.charCount(c);
        }
        return negative ? -value : value;
    }
}

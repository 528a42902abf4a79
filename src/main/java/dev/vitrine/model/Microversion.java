package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A microversion of the compute API, such as 2.35.
 *
 * @param major a number of more than nine digits is {@link Integer#MAX_VALUE}, which is more than any API's
 * @param minor likewise
 * @param text as it was written
 */
public record Microversion(int major, int minor, String text) implements Comparable<Microversion> {
    /** The lowest microversion, which is the default of requests without one. */
    public static final Microversion MIN = new Microversion(2, 1);

    private static final int MAX_DIGITS = 9;

    /** Takes the two numbers, 1 or more and 0 or more. */
    public Microversion(int major, int minor) {
        this(major, minor, major + "." + minor);
    }

    /** Returns the parsed {@code X.Y} without leading zeros; null if the text has another format. */
    public static @Nullable Microversion parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return null;
        }
        int major = number(text.substring(0, dot));
        int minor = number(text.substring(dot + 1));
        return major < 1 || minor < 0 ? null : new Microversion(major, minor, text);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = i < MAX_DIGITS ? value * 10 + (c - '0') : Integer.MAX_VALUE;
        }
        return value;
    }

    @Override
    public int compareTo(Microversion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return text;
    }
}

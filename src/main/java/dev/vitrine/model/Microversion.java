package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/** A microversion of the compute API, such as 2.35. */
public record Microversion(int major, int minor) implements Comparable<Microversion> {
    /** The lowest microversion, which is the default of requests without one. */
    public static final Microversion MIN = new Microversion(2, 1);

    private static final int MAX_DIGITS = 9;

    /** Returns the parsed {@code X.Y} without leading zeros; null if the text has another format. */
    public static @Nullable Microversion parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return null;
        }
        int major = number(text.substring(0, dot));
        int minor = number(text.substring(dot + 1));
        return major < 1 || minor < 0 ? null : new Microversion(major, minor);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    @Override
    public int compareTo(Microversion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

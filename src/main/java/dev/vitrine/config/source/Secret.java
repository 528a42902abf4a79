package dev.vitrine.config.source;

import java.util.regex.Pattern;

/** A password or the like: it can be used, but not printed. */
public record Secret(String text) {
    private static final Pattern NOTHING = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*");

    /** Returns whether there is no secret in a text: nothing but white space, control characters or a byte order mark. */
    public static boolean isNone(String text) {
        return NOTHING.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}

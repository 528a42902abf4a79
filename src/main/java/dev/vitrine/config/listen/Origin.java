package dev.vitrine.config.listen;

import java.util.regex.Pattern;

/** Validates web origins as browsers send them (RFC 6454 section 6.2). */
public final class Origin {
    private static final int MAX_LENGTH = 300;

    /** In lower case, as the URL standard serializes schemes and hosts. Internationalized names are in Punycode. */
    private static final Pattern SYNTAX =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[1-9][0-9]{0,4})?");

    private Origin() {}

    /**
     * Returns whether the text is an origin: scheme, host, and a port unless it is the scheme's default.
     *
     * <p>{@code null} is not an origin here: every sandboxed page and local file sends it, so it identifies nothing.
     */
    public static boolean isOrigin(String text) {
        return text.length() <= MAX_LENGTH && SYNTAX.matcher(text).matches() && !hasDefaultPort(text);
    }

    /** Browsers omit the default port, so an origin with it in the settings would never match. */
    private static boolean hasDefaultPort(String text) {
        return (text.startsWith("http://") && text.endsWith(":80"))
                || (text.startsWith("https://") && text.endsWith(":443"));
    }
}

package dev.vitrine.model;

import java.util.regex.Pattern;

/** The form of a web origin as a browser sends it (RFC 6454 section 6.2). */
public final class Origin {
    private static final int MAX_LENGTH = 300;

    /** Lower case, as the URL standard serializes schemes and hosts; a name in other scripts comes as Punycode. */
    private static final Pattern FORM =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[1-9][0-9]{0,4})?");

    private Origin() {}

    /**
     * Returns whether the text is an origin: scheme, host, and a port that is not the scheme's own.
     *
     * <p>{@code null} is none: every sandboxed page and local file sends it, so it says nothing of who asks.
     */
    public static boolean isOrigin(String text) {
        return text.length() <= MAX_LENGTH && FORM.matcher(text).matches() && !namesUsualPort(text);
    }

    /** No browser sends it so; where it stands in the settings it would never match. */
    private static boolean namesUsualPort(String text) {
        return (text.startsWith("http://") && text.endsWith(":80"))
                || (text.startsWith("https://") && text.endsWith(":443"));
    }
}

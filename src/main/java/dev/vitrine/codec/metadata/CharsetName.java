package dev.vitrine.codec.metadata;

import java.util.Locale;
import java.util.Set;

/** The name of a charset in a {@code Content-Type} or in an XML declaration. */
final class CharsetName {
    /**
     * The names of UTF-8 and of US-ASCII, whose texts are UTF-8, as IANA registers them and as the WHATWG's Encoding Standard
     * lists them; letters and digits only.
     */
    private static final Set<String> UTF_8 = Set.of(
            "utf8",
            "csutf8",
            "unicode11utf8",
            "unicode20utf8",
            "xunicode20utf8",
            "usascii",
            "ascii",
            "csascii",
            "us",
            "ansix341968",
            "ansix341986",
            "iso646us",
            "iso646irv1991",
            "isoir6",
            "cp367",
            "ibm367");

    private CharsetName() {}

    /**
     * Returns whether text in this charset is read as UTF-8. Case, punctuation and leading zeros of numbers do not count (UTS
     * #22, 1.4).
     */
    static boolean isUtf8(String name) {
        String lettersAndDigits = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return UTF_8.contains(lettersAndDigits.replaceAll("(?<![0-9])0+", ""));
    }
}

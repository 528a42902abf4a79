package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * The id of an image: 36 characters of UUID form, kept as they were written.
 *
 * <p>Glance over SQLite takes another spelling of an id for another id, over MySQL for the same; so a spelling that is
 * not the canonical one is passed on but nothing is remembered under it.
 *
 * @param text the id, safe in any path: hexadecimal digits and hyphens only
 * @param canonical whether every letter is in lower case
 */
public record ImageId(String text, boolean canonical) {
    private static final int LENGTH = 36;

    /** Returns the id written in this text, or null if it is not of UUID form: then no image can have it. */
    public static @Nullable ImageId parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        boolean canonical = true;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean upper = c >= 'A' && c <= 'F';
            boolean lowerOrDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (hyphen ? c != '-' : !(upper || lowerOrDigit)) {
                return null;
            }
            canonical &= !upper;
        }
        return new ImageId(text, canonical);
    }

    /** Returns whether Glance's id names the same image: equal but for the case of its letters. */
    public boolean names(String glanceId) {
        return text.equalsIgnoreCase(glanceId);
    }

    @Override
    public String toString() {
        return text;
    }
}

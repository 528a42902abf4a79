package dev.vitrine.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of an image: 36 characters of UUID form, safe in any path: hexadecimal digits and hyphens only.
 *
 * <p>Glance over SQLite takes another spelling of an id for another id, over MySQL for the same; so a spelling that is
 * not the canonical one is passed on but nothing is remembered under it. Kept as a number, since memory holds very many.
 *
 * @param high the first sixteen digits
 * @param low the last sixteen
 * @param otherSpelling the id as it was written, if some letter of it is in upper case; null for the canonical spelling
 */
public record ImageId(long high, long low, @Nullable String otherSpelling) implements Comparable<ImageId> {
    /** How many characters each has. */
    public static final int LENGTH = 36;

    /** Returns the id written in this text, or null if it is not of UUID form: then no image can have it. */
    public static @Nullable ImageId parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        boolean upper = false;
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            int digit = digit(c);
            boolean isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (isHyphen ? c != '-' : digit < 0) {
                return null;
            }
            upper |= c >= 'A' && c <= 'F';
            if (!isHyphen) {
                high = i < 18 ? (high << 4) | digit : high;
                low = i < 18 ? low : (low << 4) | digit;
            }
        }
        return new ImageId(high, low, upper ? text : null);
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return c < 0x80 && letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Returns whether every letter is in lower case. */
    public boolean canonical() {
        return otherSpelling == null;
    }

    /** Returns the id as it was written. */
    public String text() {
        return otherSpelling == null ? new UUID(high, low).toString() : otherSpelling;
    }

    /** Returns whether Glance's id names the same image: equal but for the case of its letters. */
    public boolean names(String glanceId) {
        return text().equalsIgnoreCase(glanceId);
    }

    /** Every digit counts in every bit, as places in tables are told by the lowest ones: Stafford's thirteenth mixer. */
    @Override
    public int hashCode() {
        long mixed = high * 0x9E3779B97F4A7C15L + low;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed ^ (mixed >>> 31));
    }

    /** An order of no meaning, by which a table finds ids that were chosen so as to share a place. */
    @Override
    public int compareTo(ImageId other) {
        int byHigh = Long.compare(high, other.high);
        int byNumber = byHigh == 0 ? Long.compare(low, other.low) : byHigh;
        return byNumber == 0 ? text().compareTo(other.text()) : byNumber;
    }

    @Override
    public String toString() {
        return text();
    }
}

package dev.vitrine.model;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of an image: a UUID of 36 characters, hexadecimal digits and hyphens only, so that it is safe in any path.
 *
 * <p>Glance on SQLite compares ids case-sensitively, on MySQL it does not. So an id in upper case is forwarded as it is,
 * and nothing is cached for it. The id is stored as two longs, because the cache holds very many.
 *
 * @param high the first sixteen digits
 * @param low the last sixteen digits
 * @param otherSpelling the id as the client spells it if it has an upper-case letter; null for the canonical spelling
 */
public record ImageId(long high, long low, @Nullable String otherSpelling) implements Comparable<ImageId> {
    /** The number of characters. */
    public static final int LENGTH = 36;

    /** Returns the parsed id, or null if it is not a UUID: no image can have such an id. */
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

    /** Returns whether every letter is in lower case, as Glance writes ids. */
    public boolean canonical() {
        return otherSpelling == null;
    }

    /** Returns the id as it was spelled. */
    public String text() {
        return otherSpelling == null ? new UUID(high, low).toString() : otherSpelling;
    }

    /** Returns whether Glance's id is the same, ignoring case. */
    public boolean names(String glanceId) {
        return text().equalsIgnoreCase(glanceId);
    }

    /** By hand, as is the hash: what a record has by itself is called through method handles, in each look-up of the cache. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageId id
                && high == id.high
                && low == id.low
                && Objects.equals(otherSpelling, id.otherSpelling);
    }

    /** Mixes every digit into every bit, because hash tables use the lowest bits (Stafford's mixer 13). */
    @Override
    public int hashCode() {
        long mixed = high * 0x9E3779B97F4A7C15L + low;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed ^ (mixed >>> 31));
    }

    /** Orders ids, so that a hash table can search a bucket of ids that were chosen to collide. */
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

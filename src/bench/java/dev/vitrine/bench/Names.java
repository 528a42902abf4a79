package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Ids of images and numbers of tenants, so that who asks and who answers need not tell each other.
 *
 * <p>The scripts in {@code src/bench/wrk} make the same ones. All have one length, so that answers have too. Tenant 7
 * has the project {@code p00007} and the token {@code t00007}.
 */
final class Names {
    /** How many images have ids: so many that the scattering below is exact in the scripts' floating point. */
    static final int MOST_IDS = 1 << 21;

    /** Knuth's multiplier: odd, so no two numbers get the same prefix, and neighbours get distant ones. */
    private static final long SCATTER = 2_654_435_761L;

    private static final long PREFIX_MASK = 0xFFFF_FFFFL;
    private static final int ID_LENGTH = 36;
    private static final int LAST_GROUP = 24;
    private static final int TOKEN_LENGTH = 6;

    private Names() {}

    /** Returns the id of an image. */
    static String id(int number) {
        return String.format("%08x-0000-4000-8000-%012x", prefix(number), number);
    }

    /** Returns the number of the image that has this id, or -1 if it is none of ours. */
    static int number(String id) {
        if (id.length() != ID_LENGTH) {
            return -1;
        }
        try {
            long number = Long.parseLong(id, LAST_GROUP, ID_LENGTH, 16);
            boolean isOurs = number >= 0 && number < MOST_IDS && Long.parseLong(id, 0, 8, 16) == prefix((int) number);
            return isOurs ? (int) number : -1;
        } catch (NumberFormatException notHexadecimal) {
            return -1;
        }
    }

    private static long prefix(int number) {
        return number * SCATTER & PREFIX_MASK;
    }

    /** Returns the five digits of a tenant. */
    static byte[] tenant(int number) {
        return String.format("%05d", number).getBytes(US_ASCII);
    }

    /** Returns the five digits of the tenant who has this token, or null if it is none of ours. */
    static byte[] tenantOf(String token) {
        return token != null && token.length() == TOKEN_LENGTH && token.charAt(0) == 't'
                ? token.substring(1).getBytes(US_ASCII)
                : null;
    }
}

package dev.vitrine.metrics;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * HTTP statuses as a metric's label: those of IANA's registry as they are, and 499, which stands for a client that has gone;
 * any other one, which only a service can have sent, as its class. So the set of values is bounded.
 */
final class StatusLabel {
    private static final BitSet KNOWN = new BitSet();

    static {
        int[] known = {
            100, 101, 102, 103, 104, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305,
            307, 308, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499, 510, 511
        };
        IntStream.of(known).forEach(KNOWN::set);
        KNOWN.set(400, 418);
        KNOWN.set(500, 509);
    }

    private StatusLabel() {}

    /** Returns the status if it is known, else its class, 0 to 9. */
    static int key(int status) {
        return KNOWN.get(status) ? status : status / 100;
    }

    /** Returns whether the status, or the class of statuses, is an error of the gateway's or of a service. */
    static boolean isServerError(int key) {
        return key >= 500 || (key >= 5 && key < 10);
    }

    /** Returns a key as a label, such as 404 or 4xx. */
    static String text(int key) {
        return key < 10 ? key + "xx" : Integer.toString(key);
    }
}

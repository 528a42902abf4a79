package dev.vitrine.server;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Request ids as all of OpenStack writes them: {@code req-} and a UUID (oslo.middleware, request_id.py). */
final class RequestId {
    private static final String PREFIX = "req-";
    private static final int LENGTH = PREFIX.length() + 36;

    private RequestId() {}

    /** Returns a new id: unique, but no secret, so the fast generator will do. */
    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return PREFIX + new UUID(high, low);
    }

    /** Returns the id that another service gave the request, or null if it is not exactly of that form. */
    static @Nullable String global(@Nullable String header) {
        if (header == null || header.length() != LENGTH || !header.startsWith(PREFIX)) {
            return null;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = header.charAt(i);
            boolean hyphen = i == 12 || i == 17 || i == 22 || i == 27;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (hyphen ? c != '-' : !hex) {
                return null;
            }
        }
        return header;
    }
}

package dev.vitrine.api.request;

import dev.vitrine.model.Authority;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986 section 2.1), each way exactly once and in strict UTF-8. */
public final class PercentEncoding {
    private PercentEncoding() {}

    /** Returns the text, or null if an escape is broken or the bytes are no UTF-8. */
    static @Nullable String decoded(String raw) {
        return decoded(raw, false);
    }

    /**
     * Returns the text, in which a percent sign that begins no escape is itself (percent-decode, WHATWG URL section 1.3); null
     * if the bytes are no UTF-8.
     */
    static @Nullable String decodedLeniently(String raw) {
        return decoded(raw, true);
    }

    private static @Nullable String decoded(String raw, boolean isLenient) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length() * 3);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            int octet = c == '%' ? octet(raw, i) : -1;
            if (octet >= 0) {
                bytes.put((byte) octet);
                i += 2;
            } else if (c == '%' && !isLenient) {
                return null;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return text(bytes.flip());
    }

    private static @Nullable String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Returns what the escape that begins there stands for; -1 if none does. */
    private static int octet(String raw, int at) {
        int high = at + 2 < raw.length() ? hex(raw.charAt(at + 1)) : -1;
        int low = high < 0 ? -1 : hex(raw.charAt(at + 2));
        return low < 0 ? -1 : high * 16 + low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Returns the text with all but the unreserved characters escaped: nothing is left that JSON or XML would escape. */
    public static String encoded(String text) {
        if (isUnreserved(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (Authority.isUnreserved(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xF, 16)));
                out.append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Authority.isUnreserved(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}

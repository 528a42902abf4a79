package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Text from outside that is exactly what it says: nothing replaced, nothing guessed. */
final class StrictText {
    private StrictText() {}

    /**
     * Returns the decoded bytes.
     *
     * <p>Both parsers get text, not bytes: given bytes they would guess UTF-16 and UTF-32 from the first few, and one
     * of them lets through what is no UTF-8 (overlong forms, encoded surrogates), which is how filters are passed by.
     */
    static String utf8(byte[] bytes) throws RefusedBody {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw RefusedBody.malformed();
        }
    }

    /** Returns whether the text has neither a NUL, at which other programs end it, nor half a surrogate pair. */
    static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the length as Python counts it, by code point. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Decodes and checks text from clients strictly: nothing is replaced, no encoding is guessed. */
final class StrictText {
    private StrictText() {}

    /**
     * Returns the text of UTF-8 bytes.
     *
     * <p>The parsers get text and not bytes, because from bytes they detect UTF-16 and UTF-32, and one of them accepts
     * invalid UTF-8 (overlong forms, encoded surrogates), which can bypass filters.
     */
    static String utf8(byte[] bytes) throws InvalidBodyException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw InvalidBodyException.malformed();
        }
    }

    /** Returns whether the text has neither a NUL, where other programs truncate it, nor an unpaired surrogate. */
    static boolean isValid(String text) {
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

    /** Returns the length in code points, as Python counts it. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

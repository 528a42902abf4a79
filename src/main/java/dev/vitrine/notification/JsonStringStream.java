package dev.vitrine.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/**
 * The text of one JSON string (RFC 8259 section 7) as UTF-8, unescaped while it is read, so that a document within it can be
 * parsed without a copy of the whole. It ends with the string, or with the bytes.
 */
final class JsonStringStream extends InputStream {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";
    private static final int HEX = 16;

    private final byte[] bytes;
    private final int end;
    private int next;
    private byte[] escaped = new byte[0];
    private int nextEscaped;

    /**
     * Begins behind the quotation mark that opens the string.
     *
     * @param end where the bytes end, also within the string
     */
    JsonStringStream(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.next = start;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        if (nextEscaped < escaped.length) {
            return escaped[nextEscaped++] & 0xFF;
        }
        if (next >= end || bytes[next] == '"') {
            return -1;
        }
        if (bytes[next] != '\\') {
            return bytes[next++] & 0xFF;
        }
        next++;
        escaped = unescaped().getBytes(UTF_8);
        nextEscaped = 1;
        return escaped[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int one = read();
            if (one < 0) {
                break;
            }
            into[offset + count++] = (byte) one;
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    /** Reads an escape behind its backslash; two of them can make one character. */
    private String unescaped() throws IOException {
        int escape = take();
        if (escape != 'u') {
            int known = ESCAPES.indexOf(escape);
            if (known < 0) {
                throw new IOException("unknown escape");
            }
            return ESCAPED.substring(known, known + 1);
        }
        char first = unit();
        if (!Character.isHighSurrogate(first)) {
            return String.valueOf(first);
        }
        if (take() != '\\' || take() != 'u') {
            throw new IOException("half a surrogate pair");
        }
        return String.valueOf(new char[] {first, unit()});
    }

    private char unit() throws IOException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), HEX);
            if (digit < 0) {
                throw new IOException("no hexadecimal digit");
            }
            unit = unit * HEX + digit;
        }
        return (char) unit;
    }

    private int take() throws IOException {
        if (next >= end) {
            throw new IOException("the string ends within an escape");
        }
        return bytes[next++];
    }
}

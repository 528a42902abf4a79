package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.identity.Digest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * A rendered document with placeholders where the links begin. It is rendered once, and filled for each host, API version
 * and project by copying.
 *
 * <p>Everything that belongs to a single request is in the placeholders, so that templates can be cached.
 */
public final class ResponseTemplate {
    /** The value of a placeholder. */
    public enum Placeholder {
        /** {@link Links#self()}. */
        SELF,
        /** {@link Links#bookmark()}. */
        BOOKMARK,
        /** {@link Links#alternate()}. */
        ALTERNATE
    }

    private static final int KIND_BITS = 2;
    private static final List<Placeholder> KINDS = List.of(Placeholder.values());

    private final byte[] bytes;

    /** The offset of each placeholder in {@link #bytes}, and its kind in the lowest bits. */
    private final int[] placeholders;

    /**
     * Computed on first use, since lists, which are a thousand times as long, never need it. 0 is "not computed yet".
     * Volatile, because reads of a long may otherwise tear.
     */
    private volatile long tag;

    private ResponseTemplate(byte[] bytes, int[] placeholders) {
        this.bytes = bytes;
        this.placeholders = placeholders;
    }

    /** Returns the bytes of the document with its placeholders filled. */
    public byte[] fill(Links links) {
        int length = bytes.length;
        for (int placeholder : placeholders) {
            length += value(links, placeholder).length();
        }
        byte[] filled = new byte[length];
        int from = 0;
        int to = 0;
        for (int placeholder : placeholders) {
            int run = (placeholder >> KIND_BITS) - from;
            System.arraycopy(bytes, from, filled, to, run);
            from += run;
            to += run;
            to += copy(value(links, placeholder), filled, to);
        }
        System.arraycopy(bytes, from, filled, to, bytes.length - from);
        return filled;
    }

    private static String value(Links links, int placeholder) {
        return switch (KINDS.get(placeholder & ((1 << KIND_BITS) - 1))) {
            case SELF -> links.self();
            case BOOKMARK -> links.bookmark();
            case ALTERNATE -> links.alternate();
        };
    }

    /** The deprecated method is the only one that copies ASCII without an intermediate array. */
    @SuppressWarnings("deprecation")
    private static int copy(String ascii, byte[] to, int at) {
        ascii.getBytes(0, ascii.length(), to, at);
        return ascii.length();
    }

    /** Returns the first 64 bits of the SHA-256 digest of the document, without its links. */
    public long tag() {
        long computed = tag;
        if (computed == 0) {
            computed = Digest.of(bytes).a();
            tag = computed;
        }
        return computed;
    }

    /**
     * Returns the offset of these bytes in the document without its links, or -1. Tries {@code count} offsets from
     * {@code from}, then the first {@code count} ones.
     */
    public int indexOf(byte[] part, int from, int count) {
        int index = find(part, from, count);
        return index < 0 ? find(part, 0, count) : index;
    }

    private int find(byte[] part, int from, int count) {
        int end = Math.min(from + count, bytes.length - part.length + 1);
        for (int at = from; at < end; at++) {
            if (bytes[at] == part[0] && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the text of {@code length} bytes at an offset in the document without its links. */
    public String text(int at, int length) {
        return new String(bytes, at, length, UTF_8);
    }

    /** Returns the approximate size on the heap, in bytes. */
    public int weight() {
        return bytes.length + 4 * placeholders.length + 64;
    }

    /** Writes a template. Not thread-safe. */
    public static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private int[] placeholders = new int[8];
        private int count;

        /** Returns the stream for the bytes of the document, in UTF-8. */
        public ByteArrayOutputStream out() {
            return out;
        }

        /** Adds a placeholder after the bytes written so far. */
        public void placeholder(Placeholder placeholder) {
            if (count == placeholders.length) {
                placeholders = Arrays.copyOf(placeholders, 2 * count);
            }
            placeholders[count++] = (out.size() << KIND_BITS) | KINDS.indexOf(placeholder);
        }

        /** Returns the template. */
        public ResponseTemplate build() {
            return new ResponseTemplate(out.toByteArray(), Arrays.copyOf(placeholders, count));
        }
    }

    /**
     * The base URLs of the links in one response, as ASCII text that needs no escaping in JSON or XML.
     *
     * <p>They have everything that depends on the request: the host, the API version and the project. The rest of a link
     * depends on the image only.
     *
     * @param self scheme, host, API version and project
     * @param bookmark the same without the API version
     * @param alternate Glance's URL, with the project in API versions that have it there
     * @param checksum a checksum of the parts of the three URLs
     */
    public record Links(String self, String bookmark, String alternate, int checksum) {}
}

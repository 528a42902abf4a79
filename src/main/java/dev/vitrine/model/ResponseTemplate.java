package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.identity.Digest;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rendered document with placeholders where its links begin. Immutable; any thread.
 *
 * <p>Only the beginning of a link depends on the request. The rest is bytes that do not change, so templates can be cached.
 *
 * <p>The bytes are in parts of 64 KiB, of which the last may be shorter. A long document so takes no contiguous memory, is not
 * copied while it grows, and is sent part by part: however many responses are made of it, they share its parts.
 */
public final class ResponseTemplate {
    private static final int KIND_BITS = 2;
    private static final int PART_BITS = 16;
    private static final int PART_BYTES = 1 << PART_BITS;
    private static final List<Placeholder> KINDS = List.of(Placeholder.values());

    /** Most documents have one part: they take no array of parts. */
    private static final byte[][] NO_FURTHER_PARTS = {};

    private final byte[] firstPart;
    private final byte[][] furtherParts;

    /** The offset of each placeholder in the document, and its kind in the lowest bits. */
    private final int[] placeholders;

    /** Made while the document was written; null if its builder {@link Builder#digesting was not asked} for it. */
    private final @Nullable Digest digest;

    /** Computed on first use. 0 is "not computed yet". Volatile, because reads of a long may otherwise tear. */
    private volatile long tag;

    private ResponseTemplate(byte[] firstPart, byte[][] furtherParts, int[] placeholders, @Nullable Digest digest) {
        this.firstPart = firstPart;
        this.furtherParts = furtherParts;
        this.placeholders = placeholders;
        this.digest = digest;
    }

    /** The value of a placeholder. */
    public enum Placeholder {
        /** {@link Links#self()}. */
        SELF,
        /** {@link Links#bookmark()}. */
        BOOKMARK,
        /** {@link Links#alternate()}. */
        ALTERNATE
    }

    /** Is asked before a document takes more memory; throws what ends the rendering if it may not. */
    @FunctionalInterface
    public interface Growth {
        /** Any growth is allowed: the document is known to be short. */
        Growth UNLIMITED = bytes -> {};

        /** Asks for so many bytes more, half a part or more. */
        void grow(int bytes);
    }

    /** Returns the bytes of the document with its placeholders filled. */
    public byte[] fill(Links links) {
        if (parts() == 1) {
            return part(0, links, 0);
        }
        byte[] filled = new byte[length(links)];
        int to = 0;
        for (int i = 0; i < parts(); i++) {
            byte[] part = part(i, links, 0);
            System.arraycopy(part, 0, filled, to, part.length);
            to += part.length;
        }
        return filled;
    }

    private int length() {
        return (furtherParts.length << PART_BITS) + bytes(furtherParts.length).length;
    }

    /** Returns how many bytes the document has with its placeholders filled. */
    public int length(Links links) {
        return length() + valuesLength(links, 0, placeholders.length);
    }

    /** Returns how many parts the document has, 1 or more; a document of one part is a short one. */
    public int parts() {
        return 1 + furtherParts.length;
    }

    private byte[] bytes(int index) {
        return index == 0 ? firstPart : furtherParts[index - 1];
    }

    private int valuesLength(Links links, int first, int end) {
        int length = 0;
        for (int i = first; i < end; i++) {
            length += value(links, placeholders[i]).length();
        }
        return length;
    }

    /**
     * Returns a new array with the bytes of a part, its placeholders filled.
     *
     * @param index from 0 to below {@link #parts}
     * @param room how many bytes are left free behind it
     */
    public byte[] part(int index, Links links, int room) {
        byte[] part = bytes(index);
        int begin = index << PART_BITS;
        int first = index == 0 ? 0 : firstPlaceholder(begin);
        int end = index == furtherParts.length ? placeholders.length : firstPlaceholder(begin + PART_BYTES);
        byte[] filled = new byte[part.length + valuesLength(links, first, end) + room];
        int from = 0;
        int to = 0;
        for (int i = first; i < end; i++) {
            int run = (placeholders[i] >> KIND_BITS) - begin - from;
            System.arraycopy(part, from, filled, to, run);
            from += run;
            to += run;
            to += copy(value(links, placeholders[i]), filled, to);
        }
        System.arraycopy(part, from, filled, to, part.length - from);
        return filled;
    }

    /** Returns the index of the first placeholder at this offset or behind it. */
    private int firstPlaceholder(int offset) {
        int found = Arrays.binarySearch(placeholders, offset << KIND_BITS);
        int index = found < 0 ? -found - 1 : found;
        while (index > 0 && placeholders[index - 1] >> KIND_BITS == offset) {
            index--;
        }
        return index;
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

    /** Returns the first 64 bits of the SHA-256 digest of the document, without its links. Long for a long document. */
    public long tag() {
        long computed = tag;
        if (computed == 0) {
            computed = digest().a();
            tag = computed;
        }
        return computed;
    }

    /**
     * Returns the SHA-256 digest of the document, without its links. Takes no time if the document's builder was {@link
     * Builder#digesting asked} for it; else long for a long document, at each call.
     */
    public Digest digest() {
        return digest == null ? Digest.ofParts(firstPart, furtherParts) : digest;
    }

    /**
     * Returns the offset of these bytes in the document without its links, or -1. Tries {@code count} offsets from
     * {@code from}, then the first {@code count} ones.
     */
    public int indexOf(byte[] part, int from, int count) {
        int index = find(part, from, count);
        return index < 0 ? find(part, 0, count) : index;
    }

    private int find(byte[] wanted, int from, int count) {
        int end = Math.min(from + count, length() - wanted.length + 1);
        for (int at = from; at < end; at++) {
            if (bytes(at >> PART_BITS)[at & (PART_BYTES - 1)] == wanted[0] && isAt(at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isAt(int offset, byte[] wanted) {
        int done = 0;
        while (done < wanted.length) {
            byte[] part = bytes((offset + done) >> PART_BITS);
            int at = (offset + done) & (PART_BYTES - 1);
            int run = Math.min(part.length - at, wanted.length - done);
            if (!Arrays.equals(part, at, at + run, wanted, done, done + run)) {
                return false;
            }
            done += run;
        }
        return true;
    }

    /** Returns the text of {@code length} bytes at an offset in the document without its links. */
    public String text(int at, int length) {
        byte[] text = new byte[length];
        int done = 0;
        while (done < length) {
            byte[] part = bytes((at + done) >> PART_BITS);
            int from = (at + done) & (PART_BYTES - 1);
            int run = Math.min(part.length - from, length - done);
            System.arraycopy(part, from, text, done, run);
            done += run;
        }
        return new String(text, UTF_8);
    }

    /** Returns the approximate size on the heap, in bytes. */
    public int weight() {
        int digestBytes = digest == null ? 0 : 48;
        return length() + 24 * furtherParts.length + 4 * placeholders.length + 88 + digestBytes;
    }

    /** Writes a template. Not thread-safe; fails as its {@link Growth} does only. */
    public static final class Builder extends OutputStream {
        private static final int FIRST_BYTES = 1024;

        /** The offset of a placeholder would not fit into an integer beyond. */
        private static final int MAX_BYTES = 1 << (Integer.SIZE - 1 - KIND_BITS);

        private final Growth growth;
        private final List<byte[]> full = new ArrayList<>();
        private byte[] part = new byte[FIRST_BYTES];
        private int count;
        private int[] placeholders = new int[8];
        private int placeholderCount;
        private Digest.@Nullable Builder digest;

        /** Makes an empty template that is known to stay short. */
        public Builder() {
            this(Growth.UNLIMITED);
        }

        /** Makes an empty template, which asks before it takes more memory. */
        public Builder(Growth growth) {
            this.growth = growth;
        }

        /** Has the digest made part by part while the document is written, so that no step is long. Called before any byte. */
        public Builder digesting() {
            digest = new Digest.Builder();
            return this;
        }

        /** Returns the stream for the bytes of the document, in UTF-8. */
        public Builder out() {
            return this;
        }

        @Override
        public void write(int value) {
            writeBytes(new byte[] {(byte) value});
        }

        /** Writes all of these bytes. */
        public void writeBytes(byte[] bytes) {
            write(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int done = 0;
            while (done < length) {
                if (count == part.length) {
                    grow(length - done);
                }
                int run = Math.min(part.length - count, length - done);
                System.arraycopy(bytes, offset + done, part, count, run);
                count += run;
                done += run;
            }
        }

        private void grow(int wanted) {
            if (part.length == PART_BYTES) {
                nextPart();
                return;
            }
            int size = part.length;
            while (size < PART_BYTES && size - count < wanted) {
                size <<= 1;
            }
            if (size == PART_BYTES) {
                growth.grow(PART_BYTES);
            }
            part = Arrays.copyOf(part, size);
        }

        private void nextPart() {
            if (size() > MAX_BYTES - PART_BYTES) {
                throw new IllegalStateException("a document of more than " + MAX_BYTES + " bytes");
            }
            growth.grow(PART_BYTES);
            full.add(part);
            if (digest != null) {
                digest.add(part);
            }
            part = new byte[PART_BYTES];
            count = 0;
        }

        /** Returns how many bytes were written, links aside. */
        public int size() {
            return (full.size() << PART_BITS) + count;
        }

        /** Adds a placeholder after the bytes written so far. */
        public void placeholder(Placeholder placeholder) {
            addPlaceholder((size() << KIND_BITS) | KINDS.indexOf(placeholder));
        }

        private void addPlaceholder(int placeholder) {
            if (placeholderCount == placeholders.length) {
                placeholders = Arrays.copyOf(placeholders, 2 * placeholderCount);
            }
            placeholders[placeholderCount++] = placeholder;
        }

        /** Writes what another document has from one offset to another, with its placeholders; one at the end is left out. */
        public void copy(ResponseTemplate source, int from, int to) {
            int shift = (size() - from) << KIND_BITS;
            int[] all = source.placeholders;
            for (int i = source.firstPlaceholder(from); i < all.length && all[i] >> KIND_BITS < to; i++) {
                addPlaceholder(all[i] + shift);
            }
            for (int at = from; at < to; ) {
                byte[] bytes = source.bytes(at >> PART_BITS);
                int begin = at & (PART_BYTES - 1);
                int run = Math.min(bytes.length - begin, to - at);
                write(bytes, begin, run);
                at += run;
            }
        }

        /** Returns the template. */
        public ResponseTemplate build() {
            byte[] last = Arrays.copyOf(part, count);
            int[] usedPlaceholders = Arrays.copyOf(placeholders, placeholderCount);
            Digest digested = digested(last);
            if (full.isEmpty()) {
                return new ResponseTemplate(last, NO_FURTHER_PARTS, usedPlaceholders, digested);
            }
            byte[][] further = full.subList(1, full.size()).toArray(new byte[full.size()][]);
            further[full.size() - 1] = last;
            return new ResponseTemplate(full.get(0), further, usedPlaceholders, digested);
        }

        private @Nullable Digest digested(byte[] last) {
            if (digest == null) {
                return null;
            }
            digest.add(last);
            return digest.build();
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
    public record Links(String self, String bookmark, String alternate, int checksum) {
        /** For a document without links. */
        public static final Links NONE = new Links("", "", "", 0);
    }
}

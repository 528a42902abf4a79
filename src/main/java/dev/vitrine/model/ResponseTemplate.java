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
 *
 * <p>A short document has one part and few placeholders. {@link StoredDocument} keeps it in one array.
 */
public final class ResponseTemplate {
    private static final int KIND_BITS = 2;
    private static final int PART_BITS = 16;
    private static final int PART_BYTES = 1 << PART_BITS;
    private static final List<Placeholder> KINDS = List.of(Placeholder.values());
    private static final byte[][] NO_FURTHER_PARTS = {};

    /** What a short document takes beside its bytes: this object, and the array that has them. */
    private static final int DOCUMENT_BYTES = 68;

    /** The array with the first part, which begins at an offset in it. */
    private final byte[] first;

    private final int firstOffset;
    private final int firstLength;

    /** The few placeholders of a short document, as {@link FewPlaceholders} packs them. */
    private final long few;

    /** What a document has that is not short; null for a short one. */
    private final @Nullable Further further;

    /** Computed on first use. 0 is "not computed yet". Volatile, because reads of a long may otherwise tear. */
    private volatile long tag;

    private ResponseTemplate(byte[] first, long few, @Nullable Further further) {
        this.first = first;
        this.firstOffset = 0;
        this.firstLength = first.length;
        this.few = few;
        this.further = further;
    }

    /** A short document in an array that is never changed. */
    ResponseTemplate(byte[] array, int offset, int length, long few, long tag) {
        this.first = array;
        this.firstOffset = offset;
        this.firstLength = length;
        this.few = few;
        this.further = null;
        this.tag = tag;
    }

    /** Returns whether it has one part, with few placeholders, and needs no digest while it is written. */
    public boolean isShort() {
        return further == null;
    }

    /** Returns the placeholders of a short document. */
    long few() {
        return few;
    }

    /** Copies a short document into an array. */
    void copyTo(byte[] array, int offset) {
        System.arraycopy(first, firstOffset, array, offset, firstLength);
    }

    /** What a document has that is not short. */
    private static final class Further {
        /** The parts behind the first one. */
        private final byte[][] parts;

        /** The offset of each placeholder in the document, and its kind in the lowest bits. */
        private final int[] placeholders;

        /** Made while the document was written; null if its builder {@link Builder#digesting was not asked} for it. */
        private final @Nullable Digest digest;

        private Further(byte[][] parts, int[] placeholders, @Nullable Digest digest) {
            this.parts = parts;
            this.placeholders = placeholders;
            this.digest = digest;
        }

        int weight() {
            int digestBytes = digest == null ? 0 : 48;
            return 24 * parts.length + 4 * placeholders.length + digestBytes + 40;
        }
    }

    /**
     * Up to three placeholders of a document of one part in one long: the first in the lowest bits, their number in the
     * highest.
     */
    private static final class FewPlaceholders {
        private static final int MAX = 3;
        private static final int BITS = PART_BITS + 1 + KIND_BITS;

        private static long pack(int[] placeholders) {
            long packed = (long) placeholders.length << (MAX * BITS);
            for (int i = 0; i < placeholders.length; i++) {
                packed |= (long) placeholders[i] << (i * BITS);
            }
            return packed;
        }

        private static int count(long packed) {
            return (int) (packed >>> (MAX * BITS));
        }

        private static int get(long packed, int index) {
            return (int) (packed >>> (index * BITS)) & ((1 << BITS) - 1);
        }
    }

    private int placeholders() {
        return further == null ? FewPlaceholders.count(few) : further.placeholders.length;
    }

    /** Returns the offset of a placeholder in the document, with its kind in the lowest bits. */
    private int placeholder(int index) {
        return further == null ? FewPlaceholders.get(few, index) : further.placeholders[index];
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

    /** Returns how many bytes the document has without its links. */
    int length() {
        int last = parts() - 1;
        return (last << PART_BITS) + partLength(last);
    }

    /** Returns how many bytes the document has with its placeholders filled. */
    public int length(Links links) {
        return length() + valuesLength(links, 0, placeholders());
    }

    /** Returns how many parts the document has, 1 or more. */
    public int parts() {
        return further == null ? 1 : 1 + further.parts.length;
    }

    private byte[] array(int index) {
        return index == 0 || further == null ? first : further.parts[index - 1];
    }

    private int partOffset(int index) {
        return index == 0 ? firstOffset : 0;
    }

    private int partLength(int index) {
        return index == 0 ? firstLength : array(index).length;
    }

    private int valuesLength(Links links, int first, int end) {
        int length = 0;
        for (int i = first; i < end; i++) {
            length += value(links, placeholder(i)).length();
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
        byte[] array = array(index);
        int offset = partOffset(index);
        int length = partLength(index);
        int begin = index << PART_BITS;
        int first = index == 0 ? 0 : firstPlaceholder(begin);
        int end = index == parts() - 1 ? placeholders() : firstPlaceholder(begin + PART_BYTES);
        byte[] filled = new byte[length + valuesLength(links, first, end) + room];
        int from = 0;
        int to = 0;
        for (int i = first; i < end; i++) {
            int placeholder = placeholder(i);
            int run = (placeholder >> KIND_BITS) - begin - from;
            System.arraycopy(array, offset + from, filled, to, run);
            from += run;
            to += run;
            to += copy(value(links, placeholder), filled, to);
        }
        System.arraycopy(array, offset + from, filled, to, length - from);
        return filled;
    }

    /** Returns the index of the first placeholder at this offset or behind it. */
    private int firstPlaceholder(int offset) {
        int low = 0;
        int high = placeholders();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (placeholder(middle) >> KIND_BITS < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
        if (further == null) {
            return Digest.of(first, firstOffset, firstLength);
        }
        return further.digest == null ? Digest.ofParts(first, further.parts) : further.digest;
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
        int at = from;
        while (at < end) {
            int candidate = candidate(wanted[0], at, end);
            if (candidate < end && isAt(candidate, wanted)) {
                return candidate;
            }
            at = candidate + 1;
        }
        return -1;
    }

    /** Returns the first offset that has the byte or begins a further part, up to {@code end}; the end if there is none. */
    private int candidate(byte first, int from, int end) {
        int index = from >> PART_BITS;
        byte[] array = array(index);
        int shift = partOffset(index) - (index << PART_BITS);
        int to = Math.min(end, (index + 1) << PART_BITS);
        for (int at = from; at < to; at++) {
            if (array[at + shift] == first) {
                return at;
            }
        }
        return to;
    }

    private boolean isAt(int offset, byte[] wanted) {
        int done = 0;
        while (done < wanted.length) {
            int index = (offset + done) >> PART_BITS;
            int at = (offset + done) & (PART_BYTES - 1);
            int run = Math.min(partLength(index) - at, wanted.length - done);
            int inArray = partOffset(index) + at;
            if (!Arrays.equals(array(index), inArray, inArray + run, wanted, done, done + run)) {
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
            int index = (at + done) >> PART_BITS;
            int from = (at + done) & (PART_BYTES - 1);
            int run = Math.min(partLength(index) - from, length - done);
            System.arraycopy(array(index), partOffset(index) + from, text, done, run);
            done += run;
        }
        return new String(text, UTF_8);
    }

    /** Returns the approximate size on the heap, in bytes. */
    public int weight() {
        return length() + DOCUMENT_BYTES + (further == null ? 0 : further.weight());
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
            int end = source.placeholders();
            for (int i = source.firstPlaceholder(from); i < end && source.placeholder(i) >> KIND_BITS < to; i++) {
                addPlaceholder(source.placeholder(i) + shift);
            }
            for (int at = from; at < to; ) {
                int index = at >> PART_BITS;
                int begin = at & (PART_BYTES - 1);
                int run = Math.min(source.partLength(index) - begin, to - at);
                write(source.array(index), source.partOffset(index) + begin, run);
                at += run;
            }
        }

        /** Returns the template. */
        public ResponseTemplate build() {
            byte[] last = Arrays.copyOf(part, count);
            int[] usedPlaceholders = Arrays.copyOf(placeholders, placeholderCount);
            if (full.isEmpty() && digest == null && placeholderCount <= FewPlaceholders.MAX) {
                return new ResponseTemplate(last, FewPlaceholders.pack(usedPlaceholders), null);
            }
            byte[] first = full.isEmpty() ? last : full.get(0);
            return new ResponseTemplate(first, 0, new Further(further(last), usedPlaceholders, digested(last)));
        }

        private byte[][] further(byte[] last) {
            if (full.isEmpty()) {
                return NO_FURTHER_PARTS;
            }
            byte[][] further = full.subList(1, full.size()).toArray(new byte[full.size()][]);
            further[full.size() - 1] = last;
            return further;
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

package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A rendered document with holes where the links begin: made once, and filled for each tenant, mount and host by
 * copying.
 *
 * <p>Because the holes hold everything that belongs to a request, nothing that is remembered belongs to one.
 */
public final class Document {
    /** What goes into a hole. */
    public enum Hole {
        /** {@link Links#self()}. */
        SELF(0),
        /** {@link Links#bookmark()}. */
        BOOKMARK(1),
        /** {@link Links#alternate()}. */
        ALTERNATE(2);

        private final byte number;

        Hole(int number) {
            this.number = (byte) number;
        }
    }

    private final byte[] bytes;
    private final int[] offsets;
    private final byte[] holes;
    private final String tag;

    private Document(byte[] bytes, int[] offsets, byte[] holes, String tag) {
        this.tag = tag;
        this.bytes = bytes;
        this.offsets = offsets;
        this.holes = holes;
    }

    /** Returns the bytes of the document with its holes filled. */
    public byte[] fill(Links links) {
        byte[][] beginnings = {
            links.self().getBytes(UTF_8),
            links.bookmark().getBytes(UTF_8),
            links.alternate().getBytes(UTF_8)
        };
        int length = bytes.length;
        for (byte hole : holes) {
            length += beginnings[hole].length;
        }
        byte[] filled = new byte[length];
        int from = 0;
        int to = 0;
        for (int i = 0; i < holes.length; i++) {
            int run = offsets[i] - from;
            System.arraycopy(bytes, from, filled, to, run);
            byte[] beginning = beginnings[holes[i]];
            System.arraycopy(beginning, 0, filled, to + run, beginning.length);
            from = offsets[i];
            to += run + beginning.length;
        }
        System.arraycopy(bytes, from, filled, to, bytes.length - from);
        return filled;
    }

    /** Returns what no other document has: half of the digest of its bytes, in hexadecimal. */
    public String tag() {
        return tag;
    }

    /** Returns about how many bytes of memory this takes. */
    public int weight() {
        return bytes.length + 5 * holes.length + 160;
    }

    /** A document being written; for one thread. */
    public static final class Draft {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private final ByteArrayOutputStream holes = new ByteArrayOutputStream(8);
        private final List<Integer> offsets = new ArrayList<>(8);

        /** Returns the stream that takes the document's bytes, UTF-8. */
        public ByteArrayOutputStream out() {
            return out;
        }

        /** Leaves a hole after what has been written so far. */
        public void hole(Hole hole) {
            offsets.add(out.size());
            holes.write(hole.number);
        }

        /** Returns the finished document. */
        public Document finish() {
            int[] at = offsets.stream().mapToInt(Integer::intValue).toArray();
            byte[] bytes = out.toByteArray();
            return new Document(bytes, at, holes.toByteArray(), Digest.of(bytes).hex());
        }
    }
}

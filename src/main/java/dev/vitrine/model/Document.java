package dev.vitrine.model;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        SELF,
        /** {@link Links#bookmark()}. */
        BOOKMARK,
        /** {@link Links#alternate()}. */
        ALTERNATE
    }

    private static final int HOLE_BITS = 2;
    private static final List<Hole> HOLES = List.of(Hole.values());

    private final byte[] bytes;

    /** For each hole where it is, and in the lowest bits what goes into it. */
    private final int[] holes;

    /** Made when it is first asked for, by whoever asks: lists have none, and are a thousand times as long. */
    private @Nullable String tag;

    private Document(byte[] bytes, int[] holes) {
        this.bytes = bytes;
        this.holes = holes;
    }

    /** Returns the bytes of the document with its holes filled. */
    public byte[] fill(Links links) {
        int length = bytes.length;
        for (int hole : holes) {
            length += beginning(links, hole).length();
        }
        byte[] filled = new byte[length];
        int from = 0;
        int to = 0;
        for (int hole : holes) {
            int run = (hole >> HOLE_BITS) - from;
            System.arraycopy(bytes, from, filled, to, run);
            from += run;
            to += run;
            to += copy(beginning(links, hole), filled, to);
        }
        System.arraycopy(bytes, from, filled, to, bytes.length - from);
        return filled;
    }

    private static String beginning(Links links, int hole) {
        return switch (HOLES.get(hole & ((1 << HOLE_BITS) - 1))) {
            case SELF -> links.self();
            case BOOKMARK -> links.bookmark();
            case ALTERNATE -> links.alternate();
        };
    }

    /** Links are ASCII, and this is the one way to copy them without an array between. */
    @SuppressWarnings("deprecation")
    private static int copy(String ascii, byte[] to, int at) {
        ascii.getBytes(0, ascii.length(), to, at);
        return ascii.length();
    }

    /** Returns what no other document has: half of the digest of its bytes, in hexadecimal. */
    public String tag() {
        String known = tag;
        if (known == null) {
            known = Digest.of(bytes).hex();
            tag = known;
        }
        return known;
    }

    /** Returns about how many bytes of memory this takes. */
    public int weight() {
        return bytes.length + 4 * holes.length + 160;
    }

    /** A document being written; for one thread. */
    public static final class Draft {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private int[] holes = new int[8];
        private int number;

        /** Returns the stream that takes the document's bytes, UTF-8. */
        public ByteArrayOutputStream out() {
            return out;
        }

        /** Leaves a hole after what has been written so far. */
        public void hole(Hole hole) {
            if (number == holes.length) {
                holes = Arrays.copyOf(holes, 2 * number);
            }
            holes[number++] = (out.size() << HOLE_BITS) | HOLES.indexOf(hole);
        }

        /** Returns the finished document. */
        public Document finish() {
            return new Document(out.toByteArray(), Arrays.copyOf(holes, number));
        }
    }
}

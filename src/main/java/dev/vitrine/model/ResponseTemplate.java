package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * A rendered document with holes where the links begin: made once, and filled for each tenant, mount and host by
 * copying.
 *
 * <p>Because the holes hold everything that belongs to a request, nothing that is remembered belongs to one.
 */
public final class ResponseTemplate {
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

    /**
     * Made when it is first asked for, by whoever asks: lists have none, and are a thousand times as long. Volatile since
     * a long may otherwise be seen half written; 0 for not made yet.
     */
    private volatile long tag;

    private ResponseTemplate(byte[] bytes, int[] holes) {
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

    /** Returns what hardly any other document has: the first words of the digest of its bytes. */
    public long tag() {
        long known = tag;
        if (known == 0) {
            known = Digest.of(bytes).a();
            tag = known;
        }
        return known;
    }

    /**
     * Returns where these bytes stand in it, links left out, or -1: at one of so many places from that one on, or else of
     * the first ones.
     */
    public int indexOf(byte[] part, int from, int places) {
        int behind = find(part, from, places);
        return behind < 0 ? find(part, 0, places) : behind;
    }

    private int find(byte[] part, int from, int places) {
        int end = Math.min(from + places, bytes.length - part.length + 1);
        for (int at = from; at < end; at++) {
            if (bytes[at] == part[0] && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns so many bytes from there as the text that they are, links left out. */
    public String text(int at, int length) {
        return new String(bytes, at, length, UTF_8);
    }

    /** Returns about how many bytes of memory this takes. */
    public int weight() {
        return bytes.length + 4 * holes.length + 64;
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
        public ResponseTemplate finish() {
            return new ResponseTemplate(out.toByteArray(), Arrays.copyOf(holes, number));
        }
    }
}

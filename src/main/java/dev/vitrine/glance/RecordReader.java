package dev.vitrine.glance;

import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.client.BodyReader;
import dev.vitrine.model.Image;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Collects the body of one record in the parts in which it arrives, and parses it from them: it is copied nowhere, and each
 * part is dropped as soon as it is parsed. For one record; for one thread at a time.
 */
final class RecordReader implements BodyReader {
    /** The bytes, and once they are parsed the texts in them, which take no more. */
    private static final int COPIES = 2;

    /** A longer body takes a while to be written and sent, however idle the service is; ordinary records are of a few KiB. */
    private static final int LONG_BYTES = 64 << 10;

    /** A body that may be copied for {@link PlainRecordParser}, which takes one array: one at a time on each event loop. */
    private static final int MAX_PLAIN_BYTES = 16 << 10;

    private final Reservation reservation;
    private final Deque<Buffer> parts = new ArrayDeque<>();
    private long length;

    /** Counts what is held; whoever made the reservation releases it. */
    RecordReader(Reservation reservation) {
        this.reservation = reservation;
    }

    @Override
    public boolean read(Buffer part) {
        if (!reservation.tryAdd((long) COPIES * part.length())) {
            restart();
            return false;
        }
        parts.add(part);
        length += part.length();
        return true;
    }

    @Override
    public boolean restart() {
        reservation.tryAdd(-COPIES * length);
        parts.clear();
        length = 0;
        return true;
    }

    @Override
    public boolean isLong() {
        return length > LONG_BYTES;
    }

    /** Returns how many bytes the body has. */
    long length() {
        return length;
    }

    /**
     * Parses the record, and drops the body.
     *
     * @param plain a parser of this thread, which knows the names of earlier records
     * @throws MalformedRecordException as {@link ImageRecordParser#parse}
     */
    Image image(PlainRecordParser plain, Set<String> moreBaseProperties) throws MalformedRecordException {
        Buffer whole = parts.size() == 1 && length <= MAX_PLAIN_BYTES ? parts.element() : null;
        if (whole != null && isPlain(plain, whole.getBytes())) {
            parts.clear();
            return plain.image();
        }
        return ImageRecordParser.parse(new Parts(), moreBaseProperties);
    }

    private static boolean isPlain(PlainRecordParser plain, byte[] body) {
        return body.length > 0 && body[0] == '{' && plain.parse(body, 0) == body.length;
    }

    /** The bytes of all parts, each of which is dropped when it has been read. */
    private final class Parts extends InputStream {
        private int at;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int wanted) {
            Buffer part = parts.peek();
            while (part != null && at == part.length()) {
                parts.remove();
                at = 0;
                part = parts.peek();
            }
            if (part == null) {
                return -1;
            }
            int run = Math.min(wanted, part.length() - at);
            part.getBytes(at, at + run, to, offset);
            at += run;
            return run;
        }
    }
}

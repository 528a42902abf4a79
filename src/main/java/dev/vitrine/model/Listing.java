package dev.vitrine.model;

import dev.vitrine.model.Image.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rendered list of images.
 *
 * @param document the list without its end, which has the link to the next page and depends on the request
 * @param page the number and the last of the images in the list
 * @param isForTokenAlone whether one of the images {@link Image#isForTokenAlone must not be shown to other tokens}, and so the
 *     list
 * @param records what Glance sent for the entries of the document, as far as it is kept
 */
public record Listing(ResponseTemplate document, ListQuery.Page page, boolean isForTokenAlone, KnownRecords records) {
    /** A list for all callers of an access class, whose records are not kept. */
    public Listing(ResponseTemplate document, ListQuery.Page page) {
        this(document, page, false, KnownRecords.NONE);
    }

    /** Returns the list for one token alone. */
    public Listing forTokenAlone() {
        return new Listing(document, page, true, records);
    }

    /** Returns the list with its records; with {@link KnownRecords#NONE} without them. */
    public Listing withRecords(KnownRecords records) {
        return new Listing(document, page, isForTokenAlone, records);
    }

    /** Returns about how many bytes of heap it takes, 1 or more. */
    public int weight() {
        return document.weight() + records.weight;
    }

    /** A record as Glance sent it, and what must be known of its image beside its entry in the document. */
    public static final class KnownRecord {
        /** What a record takes beside its bytes: eight objects. */
        private static final int RECORD_BYTES = 300;

        private final byte[] bytes;
        private final String id;
        private final Visibility visibility;
        private final @Nullable String owner;

        /** Takes the comma before the record, the record, and the image that it was parsed to. The bytes are not copied. */
        public KnownRecord(byte[] bytes, Image image) {
            this.bytes = bytes;
            this.id = image.id();
            this.visibility = image.visibility();
            this.owner = image.owner();
        }

        /** Returns the image's id. */
        public String id() {
            return id;
        }

        /** Returns the image's visibility. */
        public Visibility visibility() {
            return visibility;
        }

        /** Returns the image's owner; null for none. */
        public @Nullable String owner() {
            return owner;
        }

        /** Returns how many bytes Glance sent, with the comma before the record. */
        public int length() {
            return bytes.length;
        }

        /** Returns about how many bytes of heap it takes. */
        public int weight() {
            return RECORD_BYTES + bytes.length;
        }
    }

    /**
     * The records of which the entries of a list's document were made, in its order. When the list is loaded again, the entry of
     * each record that Glance sends again byte by byte is copied from the document. So nothing is shown but what Glance has just
     * sent, whatever has changed since; and only to the access class, or the token, in the format and for the query that the list
     * is kept for. An entry holds no part of a request: its links are {@link ResponseTemplate.Placeholder placeholders}.
     * Immutable.
     */
    public static final class KnownRecords {
        /** No record is known. */
        public static final KnownRecords NONE = new KnownRecords(List.of(), new int[0]);

        private final List<KnownRecord> records;
        private final int[] bounds;
        private final int weight;

        private KnownRecords(List<KnownRecord> records, int[] bounds) {
            this.records = records;
            this.bounds = bounds;
            this.weight = records.stream().mapToInt(KnownRecord::weight).sum() + Long.BYTES * records.size();
        }

        /**
         * Returns the records of a document.
         *
         * @param records for each entry its record; null if it is not kept
         * @param bounds for each entry where it begins, and where it ends, in the document without its links
         */
        public static KnownRecords of(List<? extends @Nullable KnownRecord> records, int[] bounds) {
            List<KnownRecord> kept = new ArrayList<>(records.size());
            int[] boundsOfKept = new int[2 * records.size()];
            for (int i = 0; i < records.size(); i++) {
                KnownRecord record = records.get(i);
                if (record != null) {
                    System.arraycopy(bounds, 2 * i, boundsOfKept, 2 * kept.size(), 2);
                    kept.add(record);
                }
            }
            return new KnownRecords(kept, Arrays.copyOf(boundsOfKept, 2 * kept.size()));
        }

        /** Returns the record at an index, from 0. */
        public KnownRecord record(int index) {
            return records.get(index);
        }

        /** Returns where the record's entry begins in the document. */
        public int begin(int index) {
            return bounds[2 * index];
        }

        /** Returns where the record's entry ends in the document. */
        public int end(int index) {
            return bounds[2 * index + 1];
        }

        /** Returns about how many bytes of heap the records take. */
        public int weight() {
            return weight;
        }
    }

    /**
     * Finds known records in what Glance sends. Most come in the order of the last time, so the next one is tried first, which
     * takes a comparison of bytes. A record behind one that is gone is parsed, which tells its id, and so what comes next. For one
     * load and one thread.
     */
    public static final class RecordCursor {
        /** There is no such record. */
        public static final int NONE = -1;

        /** The bytes are the beginning of a known record. */
        public static final int PART = -2;

        private final List<KnownRecord> records;
        private @Nullable Map<String, Integer> byId;
        private int next;

        /** Begins before the first record. */
        public RecordCursor(KnownRecords known) {
            this.records = known.records;
        }

        /** Returns the index of the next record if its bytes are at this offset, {@link #PART} or {@link #NONE}. */
        public int match(byte[] bytes, int from) {
            if (next == records.size()) {
                return NONE;
            }
            byte[] known = records.get(next).bytes;
            int length = Math.min(known.length, bytes.length - from);
            if (!Arrays.equals(known, 0, length, bytes, from, from + length)) {
                return NONE;
            }
            return length < known.length ? PART : next++;
        }

        /** Returns how many bytes the record at an index has. */
        public int length(int index) {
            return records.get(index).length();
        }

        /** Returns the id of its image. */
        public String id(int index) {
            return records.get(index).id();
        }

        /**
         * Goes on behind the record that is known of this image, if there is one. Returns its index if its bytes are these, else
         * {@link #NONE}.
         */
        public int find(String id, byte[] bytes) {
            int index = indexOf(id);
            if (index == NONE) {
                return NONE;
            }
            next = index + 1;
            return Arrays.equals(records.get(index).bytes, bytes) ? index : NONE;
        }

        private int indexOf(String id) {
            if (next < records.size() && records.get(next).id.equals(id)) {
                return next;
            }
            if (byId == null) {
                byId = new HashMap<>();
                for (int i = 0; i < records.size(); i++) {
                    byId.put(records.get(i).id, i);
                }
            }
            return byId.getOrDefault(id, NONE);
        }
    }
}

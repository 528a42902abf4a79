package dev.vitrine.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A short document in one array, with all that a response needs of it: the cache holds very many, and each object of its own
 * would have to be fetched from memory for a response. Such an array is not changed.
 *
 * <pre>
 *   label   entity tag   placeholders   length   document   appendix
 *   1       8            8              4
 * </pre>
 */
public final class StoredDocument {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int TAG = 1;
    private static final int PLACEHOLDERS = TAG + Long.BYTES;
    private static final int LENGTH = PLACEHOLDERS + Long.BYTES;
    private static final int DOCUMENT = LENGTH + Integer.BYTES;

    /** What an array takes beside its bytes. */
    private static final int ARRAY_BYTES = 20;

    private StoredDocument() {}

    /**
     * Returns the array of a document. Computes the document's entity tag.
     *
     * @param document a {@link ResponseTemplate#isShort short} one
     * @param label says which document it is
     * @param appendix what else is stored with it
     */
    public static byte[] of(ResponseTemplate document, byte label, byte[] appendix) {
        int length = document.length();
        byte[] stored = new byte[DOCUMENT + length + appendix.length];
        stored[0] = label;
        LONGS.set(stored, TAG, document.tag());
        LONGS.set(stored, PLACEHOLDERS, document.few());
        INTS.set(stored, LENGTH, length);
        document.copyTo(stored, DOCUMENT);
        System.arraycopy(appendix, 0, stored, DOCUMENT + length, appendix.length);
        return stored;
    }

    /** Returns which document it is. */
    public static byte label(byte[] stored) {
        return stored[0];
    }

    /** Returns the document, which refers to the array. */
    public static ResponseTemplate document(byte[] stored) {
        return new ResponseTemplate(
                stored, DOCUMENT, (int) INTS.get(stored, LENGTH), (long) LONGS.get(stored, PLACEHOLDERS), (long)
                        LONGS.get(stored, TAG));
    }

    /** Returns what else is stored with the document. */
    public static byte[] appendix(byte[] stored) {
        return Arrays.copyOfRange(stored, DOCUMENT + (int) INTS.get(stored, LENGTH), stored.length);
    }

    /** Returns about how many bytes of heap the array takes. */
    public static int weight(byte[] stored) {
        return stored.length + ARRAY_BYTES;
    }
}

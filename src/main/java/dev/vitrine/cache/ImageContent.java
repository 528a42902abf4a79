package dev.vitrine.cache;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.StoredDocument;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/**
 * What is cached of an image: its record and the documents that were rendered of it. Most images have one short document, and
 * for those no object stands between the {@link CachedImage} and the array. So content is one of these:
 *
 * <ul>
 *   <li>an {@link Image}: the record, of which no document is rendered yet, or which is too long to be packed,
 *   <li>a {@code byte[]}: a {@link StoredDocument}, labelled with the index of its view, with the record {@link PackedImage
 *       packed} behind it,
 *   <li>{@link Rendered}: another document, and what there was before it.
 * </ul>
 *
 * <p>Immutable; any thread.
 */
final class ImageContent {
    /** A longer record is not packed: that would take memory for a copy of it for a while. */
    private static final int MAX_PACKED_BYTES = 256 << 10;

    /** What {@link Rendered} and {@link Packed} take, with the array's head. */
    private static final int RENDERED_BYTES = 64;

    /**
     * A document.
     *
     * @param earlier the content before it, or its {@link Packed} record
     */
    private record Rendered(View view, ResponseTemplate document, Object earlier) {}

    /** The record, packed beside the document that was rendered first, which is long. */
    private static final class Packed {
        private final byte[] record;

        private Packed(byte[] record) {
            this.record = record;
        }
    }

    private ImageContent() {}

    /** Returns the image's record. */
    static Image image(Object content) {
        Object first = content;
        while (first instanceof Rendered rendered) {
            if (rendered.earlier instanceof Packed packed) {
                return PackedImage.read(packed.record, rendered.document);
            }
            first = rendered.earlier;
        }
        return first instanceof byte[] stored
                ? PackedImage.read(StoredDocument.appendix(stored), StoredDocument.document(stored))
                : (Image) first;
    }

    /** Returns the document of this view; null if it is not rendered. */
    static @Nullable ResponseTemplate document(Object content, View view) {
        Object current = content;
        while (current instanceof Rendered rendered) {
            if (rendered.view.index() == view.index()) {
                return rendered.document;
            }
            current = rendered.earlier;
        }
        return current instanceof byte[] stored && StoredDocument.label(stored) == view.index()
                ? StoredDocument.document(stored)
                : null;
    }

    /** Returns the content with the document of a view; the first one replaces the record, which is packed if it is not long. */
    static Object with(Object content, View view, ResponseTemplate document) {
        if (!(content instanceof Image record) || record.weight() > MAX_PACKED_BYTES) {
            return new Rendered(view, document, content);
        }
        byte[] packed = PackedImage.of(record, document);
        return document.isShort()
                ? StoredDocument.of(document, (byte) view.index(), packed)
                : new Rendered(view, document, new Packed(packed));
    }

    /** Returns about how many bytes of heap it takes. */
    static long weight(Object content) {
        long weight = 0;
        Object current = content;
        while (current instanceof Rendered rendered) {
            weight += RENDERED_BYTES + rendered.document.weight();
            current = rendered.earlier;
        }
        return weight + weightOfFirst(current);
    }

    private static long weightOfFirst(Object first) {
        if (first instanceof byte[] stored) {
            return StoredDocument.weight(stored);
        }
        return first instanceof Packed packed ? packed.record.length : ((Image) first).weight();
    }
}

package dev.vitrine.cache;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Document;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Property;
import dev.vitrine.model.View;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An image as one class of callers was shown it, with the documents that were made of it so far.
 *
 * <p>Immutable but for the documents. Any thread.
 */
public final class CachedImage {
    private static final int RECORD_BYTES = 400;
    private static final int PROPERTY_BYTES = 120;

    private final Image image;
    private final Digest accessClass;
    private final @Nullable Digest roleClass;
    private final long loadedNanos;
    private final long freshNanos;
    private final AtomicReferenceArray<@Nullable Document> documents = new AtomicReferenceArray<>(View.COUNT);

    CachedImage(Image image, Caller caller, long loadedNanos, long freshNanos) {
        this.image = image;
        this.accessClass = caller.identity().accessClass();
        this.roleClass = image.visibility().isOpen() ? caller.identity().roleClass() : null;
        this.loadedNanos = loadedNanos;
        this.freshNanos = freshNanos;
    }

    /** Returns the image itself. */
    public Image image() {
        return image;
    }

    @Nullable
    Document document(View view) {
        return documents.get(view.index());
    }

    void keep(View view, Document document) {
        documents.set(view.index(), document);
    }

    /** Whether Glance showed it to callers of this very class. */
    boolean isOwn(Identity identity) {
        return accessClass.equals(identity.accessClass());
    }

    /** Whether callers of every project with these roles are shown the same. */
    boolean isShared(Identity identity) {
        return roleClass != null && roleClass.equals(identity.roleClass());
    }

    /** Worked out when it is asked for, so that nothing has to sweep. */
    boolean isFresh(long nowNanos) {
        return nowNanos - loadedNanos < freshNanos;
    }

    /** Returns about how many bytes of memory this takes now. */
    long weight() {
        long weight = RECORD_BYTES;
        for (Property property : image.metadata()) {
            weight += PROPERTY_BYTES
                    + property.key().length()
                    + property.value().text().length();
        }
        for (int i = 0; i < documents.length(); i++) {
            Document document = documents.get(i);
            weight += document == null ? 0 : document.weight();
        }
        return weight;
    }
}

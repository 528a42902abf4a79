package dev.vitrine.cache;

import dev.vitrine.model.Digest;
import dev.vitrine.model.Document;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Property;
import dev.vitrine.model.View;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An image as one class of callers was shown it, with the documents that were made of it so far.
 *
 * <p>Immutable but for the documents, and for the mark that it is being asked for anew. Any thread.
 */
public final class CachedImage {
    /**
     * What an image takes beside its texts, measured by filling the cache: the record, the load, the slot with its key,
     * and the library's own entry (OpenJDK 17, 64 bits, compressed pointers).
     */
    private static final int RECORD_BYTES = 860;

    /** What a property takes beside its texts: six objects. */
    private static final int PROPERTY_BYTES = 120;

    private static final double MOST_HASTE = 0.1;

    private final Image image;
    private final Digest accessClass;
    private final @Nullable Digest roleClass;
    private final Load load;
    private final long recordWeight;
    private final double haste;
    private final AtomicBoolean refreshing = new AtomicBoolean();

    /** Immutable, each made of the same image: threads that do not see each other's do the work twice, and no harm. */
    private final @Nullable Document[] documents = new Document[View.COUNT];

    CachedImage(Image image, Identity identity, Load load) {
        this.image = image;
        this.accessClass = identity.accessClass();
        this.roleClass = image.visibility().isOpen() ? identity.roleClass() : null;
        this.load = load;
        this.recordWeight = weight(image);
        this.haste = haste(image, load);
    }

    private static long weight(Image image) {
        long weight = RECORD_BYTES + (image.name() == null ? 0 : bytes(image.name()));
        for (Property property : image.metadata()) {
            weight += PROPERTY_BYTES
                    + bytes(property.key())
                    + bytes(property.value().text());
        }
        return weight;
    }

    /** Returns how many bytes the text takes: the platform gives each character two where one is beyond Latin-1. */
    private static long bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    /** Returns the image itself. */
    public Image image() {
        return image;
    }

    Load load() {
        return load;
    }

    /**
     * Returns by which part its time is shorter than others', up to a tenth, so that images loaded together are not all
     * asked for again together. Drawn from the load itself: it stays, and tests can repeat it.
     */
    double haste() {
        return haste;
    }

    private static double haste(Image image, Load load) {
        long mixed = (load.startNanos() + image.id().hashCode()) * 0x9E3779B97F4A7C15L;
        return (mixed >>> 40) * MOST_HASTE / (1 << 24);
    }

    /** Returns the document of this view if somebody has asked for it before, or null. */
    public @Nullable Document document(View view) {
        return documents[view.index()];
    }

    void keep(View view, Document document) {
        documents[view.index()] = document;
    }

    /** Returns whether the caller is the one who is to ask for it anew; he must call {@link #endRefresh} then. */
    boolean beginRefresh() {
        return refreshing.compareAndSet(false, true);
    }

    void endRefresh() {
        refreshing.set(false);
    }

    /** Whether Glance showed it to callers of this very class. */
    boolean isOwn(Identity identity) {
        return accessClass.equals(identity.accessClass());
    }

    /** Whether this caller may be shown it: one of the class that Glance showed it to, or of one that sees the same. */
    boolean isFor(Identity identity) {
        return isOwn(identity) || (roleClass != null && roleClass.equals(identity.roleClass()));
    }

    /** Returns about how many bytes of memory this takes now. */
    long weight() {
        long weight = recordWeight;
        for (Document document : documents) {
            weight += document == null ? 0 : document.weight();
        }
        return weight;
    }
}

package dev.vitrine.cache;

import dev.vitrine.model.Digest;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Property;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import dev.vitrine.model.Visibility;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * An image as one class of callers was shown it, with the documents that were made of it so far.
 *
 * <p>Immutable but for the documents, and for the mark that it is being asked for anew. Any thread.
 */
public final class CachedImage {
    /**
     * What an image takes beside its record and its documents, measured by filling the cache: the load, the slot with its
     * key, and the library's own entry (OpenJDK 17, 64 bits, compressed pointers).
     */
    private static final int ENTRY_BYTES = 340;

    /** What a document and a packed record take beside their own bytes. */
    private static final int WRITTEN_BYTES = 48;

    /** What a record takes beside its texts while it is whole. */
    private static final int RECORD_BYTES = 300;

    /** What a property takes beside its texts: six objects. */
    private static final int PROPERTY_BYTES = 120;

    private static final byte[] NOTHING = {};
    private static final double MOST_HASTE = 0.1;
    private static final int HASTE_BITS = 24;
    private static final AtomicIntegerFieldUpdater<CachedImage> REFRESHING =
            AtomicIntegerFieldUpdater.newUpdater(CachedImage.class, "refreshing");

    private final Visibility visibility;
    private final Digest accessClass;
    private final @Nullable Digest roleClass;

    /** A random number of so many bits. */
    private final int haste;

    /** Of the load only what is asked for later: an object of its own would take as much again. */
    private final long epoch;

    private final long startNanos;
    private final boolean onProbation;

    /** Both forms are made of the same image: threads that do not see each other's do the work twice, and no harm. */
    private volatile Content content;

    /** 1 while somebody asks for it anew; a number, since an object for it would take as much as six of these. */
    @SuppressWarnings("UnusedVariable")
    private volatile int refreshing;

    /** What is held of it. */
    private sealed interface Content {}

    /** The record, of which nobody has asked for a document yet. */
    private record Whole(Image image) implements Content {}

    /** A document, and those that were made before it. */
    private static final class Written implements Content {
        private final View view;
        private final ResponseTemplate document;

        /** The record, as it was packed beside the first document that was made; empty if there is an earlier one. */
        private final byte[] packed;

        private final @Nullable Written earlier;

        Written(View view, ResponseTemplate document, byte[] packed, @Nullable Written earlier) {
            this.view = view;
            this.document = document;
            this.packed = packed;
            this.earlier = earlier;
        }
    }

    CachedImage(Image image, Identity identity, LoadSnapshot load) {
        this.visibility = image.visibility();
        this.accessClass = identity.accessClass();
        this.roleClass = visibility.isOpen() ? identity.roleClass() : null;
        this.haste = haste(image, load);
        this.epoch = load.epoch();
        this.startNanos = load.startNanos();
        this.onProbation = load.onProbation();
        this.content = new Whole(image);
    }

    /** Returns the image itself. */
    public Image image() {
        Content held = content;
        if (held instanceof Whole whole) {
            return whole.image;
        }
        Written written = (Written) held;
        while (written.earlier != null) {
            written = written.earlier;
        }
        return PackedImage.read(written.packed, written.document);
    }

    Visibility visibility() {
        return visibility;
    }

    /** Returns how often everything had been made suspect when its load began. */
    long epoch() {
        return epoch;
    }

    /** Returns when its load began, as {@link LoadSnapshot#startNanos} has it. */
    long startNanos() {
        return startNanos;
    }

    /** Returns whether it may be half of a change, as {@link LoadSnapshot#onProbation} has it. */
    boolean onProbation() {
        return onProbation;
    }

    /**
     * Returns by which part its time is shorter than others', up to a tenth, so that images loaded together are not all
     * asked for again together. Drawn from the load itself: it stays, and tests can repeat it.
     */
    double haste() {
        return haste * MOST_HASTE / (1 << HASTE_BITS);
    }

    private static int haste(Image image, LoadSnapshot load) {
        long mixed = (load.startNanos() + image.id().hashCode()) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> (Long.SIZE - HASTE_BITS));
    }

    /** Returns the document of this view if somebody has asked for it before, or null. */
    public @Nullable ResponseTemplate document(View view) {
        Written written = content instanceof Written newest ? newest : null;
        while (written != null && written.view.index() != view.index()) {
            written = written.earlier;
        }
        return written == null ? null : written.document;
    }

    void keep(View view, ResponseTemplate document) {
        if (content instanceof Whole whole) {
            content = new Written(view, document, PackedImage.of(whole.image, document), null);
        } else if (document(view) == null) {
            content = new Written(view, document, NOTHING, (Written) content);
        }
    }

    /** Returns what an operator may know of it. */
    CacheEntryInfo known(Freshness.State state, long nowNanos) {
        return new CacheEntryInfo(
                visibility,
                accessClass,
                roleClass,
                state.name().toLowerCase(Locale.ROOT),
                Duration.ofNanos(nowNanos - startNanos),
                View.ALL.stream().filter(view -> document(view) != null).toList(),
                weight());
    }

    /** Returns whether the caller is the one who is to ask for it anew; he must call {@link #endRefresh} then. */
    boolean beginRefresh() {
        return REFRESHING.compareAndSet(this, 0, 1);
    }

    void endRefresh() {
        refreshing = 0;
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
        Content held = content;
        long weight = ENTRY_BYTES;
        if (held instanceof Whole whole) {
            return weight + weight(whole.image);
        }
        for (Written written = (Written) held; written != null; written = written.earlier) {
            weight += WRITTEN_BYTES + written.packed.length + written.document.weight();
        }
        return weight;
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
}

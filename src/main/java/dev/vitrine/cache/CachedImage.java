package dev.vitrine.cache;

import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * An image as Glance showed it to one access class, with the documents rendered of it so far.
 *
 * <p>Immutable but for the documents, and for the mark that it is being refreshed. Any thread.
 */
public final class CachedImage {
    /**
     * What an image takes beside its record and its documents, measured by filling the cache: the load, the entry with its
     * key, and the library's own entry (OpenJDK 17, 64 bits, compressed pointers).
     */
    private static final int ENTRY_BYTES = 348;

    /** What a document and a packed record take beside their own bytes. */
    private static final int RENDERED_BYTES = 48;

    /** No epoch of the cache: it counts up from 0. */
    private static final long MUST_REVALIDATE = -1;

    private static final byte[] NO_RECORD = {};
    private static final AtomicIntegerFieldUpdater<CachedImage> REFRESHING =
            AtomicIntegerFieldUpdater.newUpdater(CachedImage.class, "refreshing");

    private final Visibility visibility;
    private final Digest accessClass;
    private final @Nullable Digest roleClass;

    /** As {@link Freshness#ttlJitterBits} makes them. */
    private final int ttlJitter;

    /** Of the load only what is used later: an object of its own would take as much again. */
    private final long epoch;

    private final long startNanos;
    private final long endNanos;
    private final boolean hasShortTtl;

    /** All views are rendered of the same image: threads that do not see each other's rendering repeat it, without harm. */
    private volatile Content content;

    /** 1 while it is being refreshed; a number, since an object for it would take as much as six of these. */
    @SuppressWarnings("UnusedVariable")
    private volatile int refreshing;

    /** What is cached of the image. */
    private sealed interface Content {}

    /** The record, of which no document is rendered yet. */
    private record Unrendered(Image image) implements Content {}

    /** A longer record is not packed: that would take memory for a copy of it for a while. */
    private static final int MAX_PACKED_BYTES = 256 << 10;

    /** A rendered document, and those that were rendered before it. */
    private static final class Rendered implements Content {
        private final View view;
        private final ResponseTemplate document;

        /** The record, packed beside the document that was rendered first; empty if it is not packed, or an earlier one has it. */
        private final byte[] packed;

        /** The record beside the document that was rendered first, if it is too long to be packed. */
        private final @Nullable Image record;

        private final @Nullable Rendered earlier;

        private Rendered(
                View view,
                ResponseTemplate document,
                byte[] packed,
                @Nullable Image record,
                @Nullable Rendered earlier) {
            this.view = view;
            this.document = document;
            this.packed = packed;
            this.record = record;
            this.earlier = earlier;
        }

        static Rendered first(View view, ResponseTemplate document, Image record) {
            return record.weight() > MAX_PACKED_BYTES
                    ? new Rendered(view, document, NO_RECORD, record, null)
                    : new Rendered(view, document, PackedImage.of(record, document), null, null);
        }

        static Rendered further(View view, ResponseTemplate document, Rendered earlier) {
            return new Rendered(view, document, NO_RECORD, null, earlier);
        }

        long weight() {
            return RENDERED_BYTES + packed.length + document.weight() + (record == null ? 0 : record.weight());
        }
    }

    /** An image whose load ended at that time, by the monotonic clock. */
    CachedImage(Image image, Identity identity, LoadSnapshot snapshot, long endNanos) {
        this.visibility = image.visibility();
        this.accessClass = identity.accessClass();
        this.roleClass = visibility.isOpen() ? identity.roleClass() : null;
        this.ttlJitter =
                Freshness.ttlJitterBits(snapshot.startNanos() + image.id().hashCode());
        this.epoch = snapshot.epoch();
        this.startNanos = snapshot.startNanos();
        this.endNanos = endNanos;
        this.hasShortTtl = snapshot.recentlyInvalidated();
        this.content = new Unrendered(image.withoutOwner());
    }

    /** A copy of another one, for one access class, that must be revalidated. */
    private CachedImage(CachedImage other, Identity identity) {
        this.visibility = other.visibility;
        this.accessClass = other.roleClass == null ? other.accessClass : identity.accessClass();
        this.roleClass = null;
        this.ttlJitter = other.ttlJitter;
        this.epoch = MUST_REVALIDATE;
        this.startNanos = other.startNanos;
        this.endNanos = other.endNanos;
        this.hasShortTtl = other.hasShortTtl;
        this.content = other.content;
    }

    /** Returns a copy for this caller's class alone, which must be revalidated before it is served. */
    CachedImage mustRevalidate(Identity identity) {
        return new CachedImage(this, identity);
    }

    /** Returns whether this is such a copy. */
    boolean mustRevalidate() {
        return epoch == MUST_REVALIDATE;
    }

    /** Returns whether callers of other access classes may be shown it. */
    boolean isShared() {
        return roleClass != null;
    }

    /** Returns the image itself. */
    public Image image() {
        Content current = content;
        if (current instanceof Unrendered unrendered) {
            return unrendered.image;
        }
        Rendered rendered = (Rendered) current;
        while (rendered.earlier != null) {
            rendered = rendered.earlier;
        }
        return rendered.record == null ? PackedImage.read(rendered.packed, rendered.document) : rendered.record;
    }

    Digest accessClass() {
        return accessClass;
    }

    Visibility visibility() {
        return visibility;
    }

    /** Returns the cache's epoch when the load began, as {@link LoadSnapshot#epoch} has it; -1 if it must be revalidated. */
    long epoch() {
        return epoch;
    }

    /** Returns when the load began, as {@link LoadSnapshot#startNanos} has it. */
    long startNanos() {
        return startNanos;
    }

    /** Returns whether its load began after that of the other one had ended, so that it is the later state. */
    boolean isAfter(CachedImage other) {
        return startNanos - other.endNanos >= 0;
    }

    /** Returns whether its load overlapped one that lasted from the one time to the other. */
    boolean overlaps(long otherStart, long otherEnd) {
        return startNanos - otherEnd < 0 && otherStart - endNanos < 0;
    }

    /**
     * Returns whether the loads of the two overlapped and returned two states of the image. Then nothing says which is the
     * later one: a load that began later may have been answered with what was read earlier.
     */
    boolean contradicts(CachedImage other) {
        return overlaps(other.startNanos, other.endNanos)
                && (visibility != other.visibility || !image().equals(other.image()));
    }

    /** Returns whether it may be half of a change, as {@link LoadSnapshot#recentlyInvalidated} has it. */
    boolean hasShortTtl() {
        return hasShortTtl;
    }

    /** Returns the part by which the TTL is shortened, as {@link Freshness#ttlJitter} has it. */
    double ttlJitter() {
        return Freshness.ttlJitterOf(ttlJitter);
    }

    /** Returns the document of this view if it was rendered before, else null. */
    public @Nullable ResponseTemplate document(View view) {
        Rendered rendered = content instanceof Rendered newest ? newest : null;
        while (rendered != null && rendered.view.index() != view.index()) {
            rendered = rendered.earlier;
        }
        return rendered == null ? null : rendered.document;
    }

    /** Adds the rendered document of a view; the first one replaces the record, which is packed beside it if it is short. */
    void add(View view, ResponseTemplate document) {
        if (content instanceof Unrendered unrendered) {
            content = Rendered.first(view, document, unrendered.image);
        } else if (document(view) == null) {
            content = Rendered.further(view, document, (Rendered) content);
        }
    }

    /** Returns what an operator may know of it; the project is that of its access class, null if it is not known. */
    CacheEntryInfo info(ImageId id, @Nullable String project, Freshness.State state, long nowNanos) {
        return new CacheEntryInfo(
                id,
                project,
                visibility,
                accessClass,
                roleClass,
                state.word(),
                Duration.ofNanos(nowNanos - startNanos),
                View.ALL.stream().filter(view -> document(view) != null).toList(),
                weight());
    }

    /** Returns true for one caller at a time, which refreshes the image and then calls {@link #endRefresh}. */
    boolean tryBeginRefresh() {
        return REFRESHING.compareAndSet(this, 0, 1);
    }

    void endRefresh() {
        refreshing = 0;
    }

    /**
     * Returns whether this caller may be shown it: its access class was, or it shares the role class of an open image, or its
     * token was shown it alone.
     */
    boolean isVisibleTo(Identity identity) {
        return accessClass.equals(identity.accessClass())
                || (roleClass == null
                        ? accessClass.equals(identity.tokenClass())
                        : roleClass.equals(identity.roleClass()));
    }

    /** Returns about how many bytes of heap it takes now. */
    long weight() {
        Content current = content;
        long weight = ENTRY_BYTES;
        if (current instanceof Unrendered unrendered) {
            return weight + unrendered.image.weight();
        }
        for (Rendered rendered = (Rendered) current; rendered != null; rendered = rendered.earlier) {
            weight += rendered.weight();
        }
        return weight;
    }
}

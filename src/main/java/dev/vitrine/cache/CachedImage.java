package dev.vitrine.cache;

import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as Glance showed it to one access class, with the documents rendered of it so far. By itself, it is the cache entry
 * of its id.
 *
 * <p>Immutable but for the documents, and for the mark that it is being refreshed. Any thread.
 */
public final class CachedImage extends CacheEntry {
    /**
     * What an image takes beside its record and its documents, measured by filling the cache: this object, the key, what the
     * library has of an entry, and half of the digests, which many images share or none (OpenJDK 17, 64 bits, compressed
     * pointers).
     */
    private static final int ENTRY_BYTES = 228;

    /** No epoch of the cache: it counts up from 0. */
    private static final long MUST_REVALIDATE = -1;

    private static final VarHandle REFRESHING = refreshing();

    private final Visibility visibility;
    private final Digest accessClass;
    private final @Nullable Digest roleClass;

    /** Of the load only what is used later: an object of its own would take as much again. */
    private final long epoch;

    private final long startNanos;
    private final long endNanos;

    /** As {@link Freshness#ttlJitterBits} makes them. */
    private final char ttlJitter;

    private final boolean hasShortTtl;

    /** 1 while it is being refreshed; a byte, since the heap holds very many of these. */
    @SuppressWarnings("UnusedVariable")
    private volatile byte refreshing;

    /**
     * {@link ImageContent}. All views are rendered of the same image: threads that do not see each other's rendering repeat it,
     * without harm.
     */
    private volatile Object content;

    private static VarHandle refreshing() {
        try {
            return MethodHandles.lookup().findVarHandle(CachedImage.class, "refreshing", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
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
        this.content = image.withoutOwner();
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

    @Override
    List<CachedImage> variants() {
        return List.of(this);
    }

    @Override
    @Nullable
    CachedImage variant(Identity identity) {
        return isVisibleTo(identity) ? this : null;
    }

    /** Returns the image itself. */
    public Image image() {
        return ImageContent.image(content);
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
        return ImageContent.document(content, view);
    }

    /** Adds the rendered document of a view, whose entity tag may be computed for it. */
    void add(View view, ResponseTemplate document) {
        Object current = content;
        if (ImageContent.document(current, view) == null) {
            content = ImageContent.with(current, view, document);
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
        return REFRESHING.compareAndSet(this, (byte) 0, (byte) 1);
    }

    void endRefresh() {
        refreshing = (byte) 0;
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

    @Override
    long weight() {
        return ENTRY_BYTES + ImageContent.weight(content);
    }
}

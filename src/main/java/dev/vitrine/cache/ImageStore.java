package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.cache.Freshness.State;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cached images and negative results, and the conditions under which they are stored; it makes no calls. Any thread.
 *
 * <p>Caffeine bounds it by weight and chooses what to evict; {@link InvalidationTracker} and {@link Freshness} decide
 * whether an entry may still be used.
 */
final class ImageStore {
    private final Clocks clocks;
    private final Freshness freshness;
    private final InvalidationTracker invalidations;
    private final LastModifiedTracker lastModified;
    private final NegativeCache negatives;
    private final Cache<ImageId, CacheEntry> entries;
    private final AtomicLong epoch = new AtomicLong();
    private final long maxBytes;

    ImageStore(CacheConfig settings, Clocks clocks) {
        this.clocks = clocks;
        this.freshness = new Freshness(settings);
        this.invalidations = new InvalidationTracker(clocks);
        this.lastModified = new LastModifiedTracker(clocks);
        this.negatives = new NegativeCache(settings.negativeTtl(), clocks);
        this.maxBytes = settings.maxBytes();
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((ImageId id, CacheEntry entry) -> EntryWeight.within(maxBytes, entry.weight()))
                .executor(Runnable::run)
                .build();
    }

    /** Returns the approximate number of images. */
    long size() {
        return entries.estimatedSize();
    }

    /** Returns about how many bytes of heap they take; blocks while another thread evicts. */
    long bytes() {
        return entries.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** Bounds the cache to half of its maximum, or to all of it; evicts what is too much at once, on the caller's thread. */
    void halve(boolean isHalf) {
        entries.policy().eviction().ifPresent(bound -> bound.setMaximum(isHalf ? maxBytes / 2 : maxBytes));
    }

    /** Returns the invalidation state for a load that begins now. */
    LoadSnapshot snapshot(ImageId id) {
        return new LoadSnapshot(
                invalidations.generation(id), epoch.get(), clocks.nanos(), invalidations.isRecentlyInvalidated(id));
    }

    /** Returns the cached image for this caller, in any state; null for none. */
    @Nullable
    CachedImage get(ImageId id, Identity identity) {
        CacheEntry entry = entries.getIfPresent(id);
        return entry == null ? null : entry.variant(identity);
    }

    /** Returns how the cached image may be used now. */
    State state(CachedImage image) {
        long age = clocks.nanos() - image.startNanos();
        return image.epoch() == epoch.get() ? freshness.state(image, age) : freshness.revalidationState(image, age);
    }

    /** Returns what may be served without asking Glance first, or null. */
    @Nullable
    CacheResult<CachedImage> lookUp(ImageId id, Identity identity) {
        CachedImage cached = get(id, identity);
        State state = cached == null ? State.EXPIRED : state(cached);
        if (cached != null && state == State.FRESH) {
            return CacheResult.found(cached, CacheOutcome.HIT);
        }
        if (cached != null && state == State.STALE) {
            return CacheResult.found(cached, CacheOutcome.STALE);
        }
        Failure negative = negatives.get(id, identity, invalidations.generation(id), epoch.get());
        return negative == null ? null : new CacheResult<>(new Outcome.Failed<>(negative), CacheOutcome.NEGATIVE);
    }

    /** Returns what may be served since Glance fails, or null. */
    @Nullable
    CachedImage staleIfError(ImageId id, Identity identity) {
        CachedImage cached = get(id, identity);
        return cached == null || state(cached) == State.EXPIRED ? null : cached;
    }

    /** Stores a loaded image, unless an invalidation or a later change forbids it. */
    void put(ImageId id, CachedImage loaded, Identity identity, LoadSnapshot snapshot) {
        if (!lastModified.isOutdated(id, loaded.image())) {
            update(id, snapshot, entry -> {
                negatives.remove(id, identity);
                return entry.with(loaded, identity);
            });
        }
    }

    /** Stores that Glance has no image for this caller, unless an invalidation since the load began forbids it. */
    void putNegative(ImageId id, Failure failure, Identity identity, LoadSnapshot snapshot) {
        update(id, snapshot, entry -> {
            CacheEntry without = entry.without(identity, snapshot);
            if (without.variant(identity) == null) {
                negatives.put(id, identity, failure, snapshot);
            }
            return without;
        });
    }

    /** Invalidates the image for all callers: first its generation moves, then the entry of earlier ones goes. */
    void invalidate(ImageId id) {
        invalidations.invalidate(id);
        entries.invalidate(id);
    }

    /**
     * Invalidates all images. First the epoch moves, so that no load in progress is stored, then the entries go; an entry
     * that is stored in between is removed by {@link #update}.
     */
    void invalidateAll() {
        epoch.incrementAndGet();
        entries.invalidateAll();
    }

    /** Returns the variants of an image for all access classes, the newest first. */
    List<CacheEntryInfo> info(ImageId id) {
        CacheEntry entry = entries.policy().getIfPresentQuietly(id);
        return entry == null
                ? List.of()
                : entry.variants().stream()
                        .map(image -> image.info(state(image), clocks.nanos()))
                        .toList();
    }

    /** Stores nothing of the image for a minute: it may change without an invalidation. What is cached stays cached. */
    void suspend(ImageId id) {
        invalidations.suspend(id);
    }

    /** Stores nothing of the image until {@link #endWrite}; what is cached may still be served. */
    void beginWrite(ImageId id) {
        invalidations.beginWrite(id);
    }

    void endWrite(ImageId id) {
        invalidations.endWrite(id);
    }

    /** Records that the image was changed at that time, by Glance's {@code updated_at}; null for unknown. */
    void recordChange(ImageId id, @Nullable String updated) {
        lastModified.record(id, updated);
    }

    /** Sets whether the feed of changes is live; then TTLs are longer. */
    void setFeedLive(boolean isLive) {
        freshness.setFeedLive(isLive);
    }

    /** Returns how often the image was invalidated. */
    long generation(ImageId id) {
        return invalidations.generation(id);
    }

    /** Makes all that was loaded before {@link State#MUST_REVALIDATE}. */
    void requireRevalidation() {
        epoch.incrementAndGet();
    }

    /** Has Caffeine weigh an entry again, whose image was rendered. */
    void updateWeight(ImageId id) {
        entries.asMap().computeIfPresent(id, (key, entry) -> new CacheEntry(entry.newest(), entry.older()));
    }

    /**
     * Updates an entry unless an invalidation has come since the load began. Check and update are one step:
     * {@link #invalidate} moves the generation first, and can remove the entry only when this is done.
     */
    private void update(ImageId id, LoadSnapshot snapshot, UnaryOperator<CacheEntry> change) {
        if (snapshot.epoch() != epoch.get()) {
            return;
        }
        entries.asMap().compute(id, (key, entry) -> {
            boolean isCurrent = invalidations.mayCache(id, snapshot.generation());
            CacheEntry changed = isCurrent ? change.apply(entry == null ? CacheEntry.EMPTY : entry) : entry;
            return changed == null || changed.newest() == null ? null : changed;
        });
        // Invalidating all may have passed this entry already.
        if (snapshot.epoch() != epoch.get()) {
            entries.invalidate(id);
        }
    }
}

package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.cache.Freshness.State;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cached images and negative results, and the conditions under which they are stored; it makes no calls. Any thread.
 *
 * <p>Caffeine bounds it by weight and chooses what to evict; {@link InvalidationTracker} and {@link Freshness} decide
 * whether an entry may still be used.
 */
final class ImageStore {
    private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

    /** What a negative result takes that waits to be stored. */
    private static final int NEGATIVE_BYTES = 300;

    /** Which part of the cache the loads may take that wait to be stored in it. */
    private static final int PENDING_PARTS = 8;

    /**
     * A load that has ended.
     *
     * @param identity the caller with whose token it was made
     * @param snapshot the invalidation state at its start
     * @param isClassConfirmed whether the caller is still of the same access class
     */
    record EndedLoad(ImageId id, Identity identity, LoadSnapshot snapshot, Future<Boolean> isClassConfirmed) {}

    private final Clocks clocks;
    private final Freshness freshness;
    private final InvalidationTracker invalidations;
    private final InvalidationTracker.LastModified lastModified;
    private final NegativeCache negatives;
    private final BoundedCache<ImageId, CacheEntry> bounded;
    private final Cache<ImageId, CacheEntry> entries;
    private final AtomicLong epoch = new AtomicLong();
    private final PendingLoads pending;
    private final ClassDigests classes = new ClassDigests();
    private final ClassProjects projects = new ClassProjects();

    ImageStore(CacheConfig settings, Clocks clocks) {
        this.clocks = clocks;
        this.freshness = new Freshness(settings);
        this.invalidations = new InvalidationTracker(clocks);
        this.lastModified = new InvalidationTracker.LastModified(clocks);
        this.negatives = new NegativeCache(settings.negativeTtl(), clocks);
        this.pending = new PendingLoads(settings.maxBytes() / PENDING_PARTS);
        this.bounded = BoundedCache.countingLarge(
                settings.maxBytes(), (id, entry) -> (int) Math.min(entry.weight(), Integer.MAX_VALUE));
        this.entries = bounded.cache();
    }

    /** Returns the approximate number of images. */
    long size() {
        return entries.estimatedSize();
    }

    /** Returns about how many bytes of heap they take; blocks while another thread evicts. */
    long bytes() {
        return bounded.bytes();
    }

    /** Returns how many bytes they may take now. */
    long maxBytes() {
        return bounded.maxBytes();
    }

    /** Bounds the cache to half of its maximum, or to all of it; evicts what is too much at once, on the caller's thread. */
    void halve(boolean isHalf) {
        bounded.halve(isHalf);
    }

    /** Returns the invalidation state for a load that begins now. */
    LoadSnapshot snapshot(ImageId id) {
        return new LoadSnapshot(
                invalidations.generation(id), epoch.get(), clocks.nanos(), invalidations.isRecentlyInvalidated(id));
    }

    /** Returns an image whose load ends now, for the caller's access class, or for its token alone. */
    CachedImage loaded(Image image, Identity identity, LoadSnapshot snapshot, boolean isClassRecent) {
        Identity owner = image.isForTokenAlone(identity, isClassRecent) ? identity.ofTokenAlone() : identity;
        return new CachedImage(image, classes.shared(owner), snapshot, clocks.nanos());
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
        return image.epoch() == epoch.get()
                ? freshness.state(image, age)
                : freshness.revalidationState(age, image.visibility().isOpen());
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

    /**
     * Stores a loaded image, unless an invalidation or a later change forbids it; while writes to it are in progress, when all
     * of them have ended without a change; and once the caller's access class is confirmed. The future completes then.
     */
    Future<?> put(EndedLoad load, CachedImage loaded) {
        return pending.storeWhen(mayStore(load), loaded.weight(), load.identity.projectOrClass(), () -> {
            if (lastModified.isOutdated(load.id, loaded::image)) {
                LOG.debug("image {} not stored: it was changed since", load.id);
            } else {
                projects.record(loaded.accessClass(), load.identity);
                update(load, entry -> with(entry, load, loaded));
            }
        });
    }

    /** Returns the entry with a loaded image; without any variant if it contradicts one of them. */
    private CacheEntry with(CacheEntry entry, EndedLoad load, CachedImage loaded) {
        if (entry.isContradictedBy(loaded, load.identity)) {
            LOG.debug(
                    "image {} not stored, and what was is removed: two loads at once brought different states",
                    load.id);
            invalidations.contradict(load.id);
            return CacheEntry.empty();
        }
        CacheEntry with = entry.with(loaded, load.identity);
        if (with.variants().get(0) == loaded && entry.hasOtherVisibilityThan(loaded)) {
            // No trace is left of the variants that go: an older load of one must not be stored in their place.
            invalidations.contradict(load.id);
        }
        negatives.remove(load.id, load.identity);
        return with;
    }

    /** Stores that Glance has no image for this caller, under the same conditions. */
    Future<?> putNegative(EndedLoad load, Failure failure) {
        long endNanos = clocks.nanos();
        return pending.storeWhen(
                mayStore(load),
                NEGATIVE_BYTES,
                load.identity.projectOrClass(),
                () -> update(load, entry -> without(entry, load, failure, endNanos)));
    }

    private CacheEntry without(CacheEntry entry, EndedLoad load, Failure failure, long endNanos) {
        if (entry.isContradictedByNothing(load.identity, load.snapshot.startNanos(), endNanos)) {
            invalidations.contradict(load.id);
            return CacheEntry.empty();
        }
        CacheEntry without = entry.without(load.identity, load.snapshot);
        if (without.variant(load.identity) == null) {
            long generation = load.snapshot.generation();
            if (without.variants().size() < entry.variants().size()) {
                // No trace is left of the variants that go: an older load of one must not be stored in their place.
                invalidations.contradict(load.id);
                generation++;
            }
            // Not the image's generation now: an invalidation that has come since leaves no other trace of itself.
            negatives.put(load.id, load.identity, failure, load.snapshot.of(generation));
        }
        return without;
    }

    /** Waits for the writes that are in progress now, not for later ones: the load has ended before those begin. */
    private Future<Boolean> mayStore(EndedLoad load) {
        return invalidations.writesEnded(load.id).compose(ended -> load.isClassConfirmed);
    }

    /**
     * Requires a revalidation of what is cached for this caller's class, since Glance has refused the class a change as if the
     * image were another. What other classes are served stays as it is.
     */
    void requireRevalidation(ImageId id, Identity identity) {
        negatives.remove(id, identity);
        bounded.compute(
                id,
                identity.projectOrClass(),
                (key, entry) -> entry == null ? null : entry.requiringRevalidation(identity));
    }

    /** Invalidates the image for all callers: first its generation moves, then the entry of earlier ones goes. */
    void invalidate(ImageId id) {
        invalidations.invalidate(id);
        entries.invalidate(id);
        LOG.debug("image {} invalidated", id);
    }

    /**
     * Invalidates all images. First the epoch moves, so that no load in progress is stored, then the entries go; an entry
     * that is stored in between is removed by {@link #update}.
     */
    void invalidateAll() {
        epoch.incrementAndGet();
        entries.invalidateAll();
        LOG.debug("all images invalidated");
    }

    /** Returns the variants of an image for all access classes, the newest first. */
    List<CacheEntryInfo> info(ImageId id) {
        CacheEntry entry = entries.policy().getIfPresentQuietly(id);
        return entry == null
                ? List.of()
                : entry.variants().stream().map(image -> info(id, image)).toList();
    }

    private CacheEntryInfo info(ImageId id, CachedImage image) {
        return image.info(id, projects.project(image.accessClass()), state(image), clocks.nanos());
    }

    /** Returns what is searched for, at most so many of it. Looks at all images, and takes long for many. */
    ImageSearch.Result search(ImageSearch search, int limit) {
        ImageSearch.Newest newest = new ImageSearch.Newest(limit);
        forEach(search, newest::add);
        return newest.result();
    }

    /** Invalidates each image with a variant that is searched for, for all callers, and returns how many. Looks at all images. */
    int invalidate(ImageSearch search) {
        Set<ImageId> found = new HashSet<>();
        forEach(search, entry -> found.add(entry.id()));
        found.forEach(this::invalidate);
        return found.size();
    }

    private void forEach(ImageSearch search, Consumer<CacheEntryInfo> action) {
        entries.asMap().forEach((id, entry) -> {
            if (search.matches(id)) {
                entry.variants().stream()
                        .map(image -> info(id, image))
                        .filter(search::matches)
                        .forEach(action);
            }
        });
    }

    /** Stores nothing of the image for a minute: it may change without an invalidation. What is cached stays cached. */
    void suspend(ImageId id) {
        invalidations.suspend(id);
    }

    /** Stores nothing of the image until {@link #endWrite}; what is cached may still be served. */
    void beginWrite(ImageWrite write) {
        invalidations.beginWrite(write);
    }

    void endWrite(ImageWrite write) {
        invalidations.endWrite(write);
    }

    /** Records that the image was changed at that time, by Glance's {@code updated_at}; null for unknown. */
    void recordChange(ImageId id, @Nullable String updated) {
        lastModified.record(id, updated);
    }

    /** Sets whether the feed of changes is live; then TTLs are longer. */
    void setFeedLive(boolean isLive) {
        freshness.setFeedLive(isLive);
    }

    /** Returns how often the image was invalidated by a change that was made known to the gateway. */
    long invalidations(ImageId id) {
        return invalidations.invalidations(id);
    }

    /** Makes all that was loaded before {@link State#MUST_REVALIDATE}. */
    void requireRevalidation() {
        epoch.incrementAndGet();
        LOG.debug("all images must be revalidated");
    }

    /** Has Caffeine weigh an entry again, whose image was rendered for that project. */
    void updateWeight(ImageId id, String project) {
        bounded.compute(id, project, (key, entry) -> entry == null ? null : entry.within(bounded.maxEntryBytes()));
    }

    /**
     * Updates an entry unless an invalidation has come since the load began. Check and update are one step:
     * {@link #invalidate} moves the generation first, and can remove the entry only when this is done.
     */
    private void update(EndedLoad load, UnaryOperator<CacheEntry> change) {
        ImageId id = load.id;
        LoadSnapshot snapshot = load.snapshot;
        if (snapshot.epoch() != epoch.get()) {
            LOG.debug("image {} not stored: all images were invalidated since", id);
            return;
        }
        bounded.compute(id, load.identity.projectOrClass(), (key, entry) -> {
            boolean isCurrent = invalidations.mayCache(id, snapshot.generation());
            LOG.debug("image {} {}", id, isCurrent ? "stored" : "not stored: it was invalidated since");
            CacheEntry changed = isCurrent ? change.apply(entry == null ? CacheEntry.empty() : entry) : entry;
            return changed == null || changed.variants().isEmpty() ? null : changed.within(bounded.maxEntryBytes());
        });
        // Invalidating all may have passed this entry already.
        if (snapshot.epoch() != epoch.get()) {
            entries.invalidate(id);
        }
    }
}

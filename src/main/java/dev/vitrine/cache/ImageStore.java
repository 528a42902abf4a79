package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Identity;
import dev.vitrine.model.ImageId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of images, and the conditions under which it may be: it asks nobody for anything. Any thread.
 *
 * <p>The library bounds it and chooses what goes when there is too much; whether something is still good is for
 * {@link InvalidationTracker} and {@link Freshness} to say.
 */
final class ImageStore {
    private final Clocks time;
    private final Freshness freshness;
    private final InvalidationTracker generations;
    private final LastModifiedTracker watermarks;
    private final NegativeCache absences;
    private final Cache<ImageId, CacheEntry> slots;
    private final AtomicLong epoch = new AtomicLong();
    private final long maxBytes;

    ImageStore(CacheConfig settings, Clocks time) {
        this.time = time;
        this.freshness = new Freshness(settings);
        this.generations = new InvalidationTracker(time);
        this.watermarks = new LastModifiedTracker(time);
        this.absences = new NegativeCache(settings.negativeTtl(), time);
        this.maxBytes = settings.maxBytes();
        this.slots = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((ImageId id, CacheEntry slot) -> slot.weight())
                .executor(Runnable::run)
                .build();
    }

    /** Returns how many images there are, about. */
    long size() {
        return slots.estimatedSize();
    }

    /** Returns about how many bytes they take; waits for whoever cleans up. */
    long bytes() {
        return slots.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }

    /** Keeps half of what it may keep, or all of it; what is too much goes at once, on the caller's thread. */
    void halve(boolean isHalf) {
        slots.policy().eviction().ifPresent(bound -> bound.setMaximum(isHalf ? maxBytes / 2 : maxBytes));
    }

    /** Returns what a load that begins now must hold on to. */
    LoadSnapshot begin(ImageId id) {
        return new LoadSnapshot(generations.of(id), epoch.get(), time.nanos(), generations.isOnProbation(id));
    }

    /** Returns what is remembered of the image for this caller, in whatever state; null for nothing. */
    @Nullable
    CachedImage variant(ImageId id, Identity identity) {
        CacheEntry slot = slots.getIfPresent(id);
        return slot == null ? null : slot.variant(identity);
    }

    /** Returns what may be done with it now. */
    Freshness.State state(CachedImage image) {
        long age = time.nanos() - image.startNanos();
        return image.epoch() == epoch.get() ? freshness.state(image, age) : freshness.suspect(image, age);
    }

    /** Returns what Glance said in place of the image when this class of callers asked lately, or null. */
    @Nullable
    Failure absence(ImageId id, Identity identity) {
        return absences.failure(id, identity, generations.of(id), epoch.get());
    }

    /** Keeps what was loaded, if nothing has happened since the load began. */
    void keep(ImageId id, CachedImage loaded, Identity identity, LoadSnapshot load) {
        if (!watermarks.isOutdated(id, loaded.image())) {
            change(id, load, slot -> {
                absences.forget(id, identity);
                return slot.with(loaded, identity);
            });
        }
    }

    /** Keeps that there was nothing for this caller, if nothing has happened since the load began. */
    void keepAbsence(ImageId id, Failure failure, Identity identity, LoadSnapshot load) {
        change(id, load, slot -> {
            CacheEntry without = slot.without(identity, load);
            if (without.variant(identity) == null) {
                absences.keep(id, identity, failure, load);
            }
            return without;
        });
    }

    /** Forgets the image for everybody: first its generation moves, then what was kept in earlier ones goes. */
    void invalidate(ImageId id) {
        generations.move(id);
        slots.invalidate(id);
    }

    /**
     * Forgets all images. First the epoch moves, so that no load under way is kept, then what was kept goes; what slips in
     * between is taken out again by {@link #change}.
     */
    void invalidateAll() {
        epoch.incrementAndGet();
        slots.invalidateAll();
    }

    /** Returns what there is of an image, for whomever, the newest first. */
    List<CacheEntryInfo> known(ImageId id) {
        CacheEntry slot = slots.policy().getIfPresentQuietly(id);
        return slot == null
                ? List.of()
                : slot.variants().stream()
                        .map(image -> image.known(state(image), time.nanos()))
                        .toList();
    }

    /** Forgets the image and keeps nothing of it for a while: it may yet change without our hearing of it. */
    void distrust(ImageId id) {
        generations.distrust(id);
        invalidate(id);
    }

    /** From now on until {@link #endWrite} nothing of the image is kept; what is there may still be served. */
    void beginWrite(ImageId id) {
        generations.beginWrite(id);
    }

    void endWrite(ImageId id) {
        generations.endWrite(id);
    }

    /** The image was changed at that time, as Glance itself said. */
    void heard(ImageId id, @Nullable String updated) {
        watermarks.heard(id, updated);
    }

    /** Whether changes made past the gateway are heard of from now on: then what was loaded is believed for longer. */
    void heard(boolean areHeard) {
        freshness.heard(areHeard);
    }

    /** Returns how often the image was invalidated. */
    long generation(ImageId id) {
        return generations.of(id);
    }

    /** From now on nothing that was loaded before is served before Glance has been asked, if it answers at all. */
    void suspectAll() {
        epoch.incrementAndGet();
    }

    /** Has the bound take notice of what an image has gained in weight. */
    void weighAgain(ImageId id) {
        slots.asMap().computeIfPresent(id, (key, slot) -> new CacheEntry(slot.newest(), slot.older()));
    }

    /**
     * Changes a slot unless something has happened since the load began. The look and the change are one step:
     * {@link #invalidate} moves the generation first, and can remove the slot only when this is done.
     */
    private void change(ImageId id, LoadSnapshot load, UnaryOperator<CacheEntry> change) {
        if (load.epoch() != epoch.get()) {
            return;
        }
        slots.asMap().compute(id, (key, slot) -> {
            boolean isCurrent = generations.mayKeep(id, load.generation());
            CacheEntry changed = isCurrent ? change.apply(slot == null ? CacheEntry.EMPTY : slot) : slot;
            return changed == null || changed.newest() == null ? null : changed;
        });
        // Whoever forgets all may have passed this place already.
        if (load.epoch() != epoch.get()) {
            slots.invalidate(id);
        }
    }
}

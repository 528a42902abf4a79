package dev.vitrine.cache;

import dev.vitrine.model.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything remembered of one image id: the image as each class of callers was shown it, the newest first.
 *
 * <p>Immutable. One slot for an id, so that one operation forgets it for everybody. Nobody can be shown two variants:
 * what a class is shown anew takes the place of all that it could see before.
 *
 * @param newest apart from the others, since mostly it is the only one and memory holds very many; null for none at all
 * @param older the others, the newest first
 */
record CacheEntry(@Nullable CachedImage newest, List<CachedImage> older) {
    private static final int MOST_VARIANTS = 64;

    static final CacheEntry EMPTY = new CacheEntry(null, List.of());

    private static CacheEntry of(List<CachedImage> variants) {
        return variants.isEmpty()
                ? EMPTY
                : new CacheEntry(variants.get(0), List.copyOf(variants.subList(1, variants.size())));
    }

    /** Returns all of them. */
    List<CachedImage> variants() {
        List<CachedImage> all = new ArrayList<>();
        if (newest != null) {
            all.add(newest);
        }
        all.addAll(older);
        return all;
    }

    /** Returns what this caller was shown, or callers of another project that see the same; null if there is nothing. */
    @Nullable
    CachedImage variant(Identity identity) {
        if (newest == null || newest.isFor(identity)) {
            return newest;
        }
        for (int i = 0; i < older.size(); i++) {
            CachedImage variant = older.get(i);
            if (variant.isFor(identity)) {
                return variant;
            }
        }
        return null;
    }

    /**
     * Returns the slot with a newly loaded image in place of all that it replaces: what this caller could see, and what
     * was shown to others while the image's visibility was another. A load that was overtaken by a later one changes
     * nothing.
     */
    CacheEntry with(CachedImage loaded, Identity identity) {
        List<CachedImage> kept = new ArrayList<>();
        kept.add(loaded);
        for (CachedImage variant : variants()) {
            boolean replaced = variant.isFor(identity) || variant.visibility() != loaded.visibility();
            if (replaced && LoadSnapshot.isAfter(variant.startNanos(), loaded.startNanos())) {
                return this;
            }
            if (!replaced) {
                kept.add(variant);
            }
        }
        return of(kept.subList(0, Math.min(kept.size(), MOST_VARIANTS)));
    }

    /**
     * Returns the slot without what this caller can see of it: Glance has just said that there is nothing for him. What
     * anybody was shown as open to all goes too: if it were, he would have been shown it.
     */
    CacheEntry without(Identity identity, LoadSnapshot load) {
        return of(variants().stream()
                .filter(variant -> LoadSnapshot.isAfter(variant.startNanos(), load.startNanos())
                        || !(variant.isFor(identity) || variant.visibility().isOpen()))
                .toList());
    }

    int weight() {
        long weight = 0;
        for (CachedImage variant : variants()) {
            weight += variant.weight();
        }
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }
}

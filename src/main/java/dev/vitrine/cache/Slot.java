package dev.vitrine.cache;

import dev.vitrine.model.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything remembered of one image id: the image as each class of callers was shown it, the newest first.
 *
 * <p>Immutable. One slot for an id, so that one operation forgets it for everybody.
 */
record Slot(List<CachedImage> variants) {
    private static final int MOST_VARIANTS = 64;

    static final Slot EMPTY = new Slot(List.of());

    Slot {
        variants = List.copyOf(variants);
    }

    /** Returns what this caller was shown, or callers of another project that see the same; null if nothing is fresh. */
    @Nullable
    CachedImage fresh(Identity identity, long nowNanos) {
        CachedImage shared = null;
        for (CachedImage variant : variants) {
            if (variant.isFresh(nowNanos)) {
                if (variant.isOwn(identity)) {
                    return variant;
                }
                shared = shared == null && variant.isShared(identity) ? variant : shared;
            }
        }
        return shared;
    }

    /** Returns the slot with a newly loaded image in place of all that it replaces. */
    Slot with(CachedImage loaded, Identity identity) {
        List<CachedImage> kept = new ArrayList<>();
        kept.add(loaded);
        kept.addAll(without(identity).variants);
        return new Slot(kept.subList(0, Math.min(kept.size(), MOST_VARIANTS)));
    }

    /**
     * Returns the slot without what this caller can see of it: Glance has just said something else, and what is no
     * longer true for him is not true for those with whom he shared it.
     */
    Slot without(Identity identity) {
        return new Slot(variants.stream()
                .filter(variant -> !variant.isOwn(identity) && !variant.isShared(identity))
                .toList());
    }

    int weight() {
        long weight = 0;
        for (CachedImage variant : variants) {
            weight += variant.weight();
        }
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }
}

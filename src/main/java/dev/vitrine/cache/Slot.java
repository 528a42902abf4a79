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
 */
record Slot(List<CachedImage> variants) {
    private static final int MOST_VARIANTS = 64;

    static final Slot EMPTY = new Slot(List.of());

    Slot {
        variants = List.copyOf(variants);
    }

    /** Returns what this caller was shown, or callers of another project that see the same; null if there is nothing. */
    @Nullable
    CachedImage variant(Identity identity) {
        for (int i = 0; i < variants.size(); i++) {
            CachedImage variant = variants.get(i);
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
    Slot with(CachedImage loaded, Identity identity) {
        List<CachedImage> kept = new ArrayList<>();
        kept.add(loaded);
        for (CachedImage variant : variants) {
            boolean replaced = variant.isFor(identity)
                    || variant.image().visibility() != loaded.image().visibility();
            if (replaced && variant.load().isAfter(loaded.load())) {
                return this;
            }
            if (!replaced) {
                kept.add(variant);
            }
        }
        return new Slot(kept.subList(0, Math.min(kept.size(), MOST_VARIANTS)));
    }

    /**
     * Returns the slot without what this caller can see of it: Glance has just said that there is nothing for him. What
     * anybody was shown as open to all goes too: if it were, he would have been shown it.
     */
    Slot without(Identity identity, Load load) {
        return new Slot(variants.stream()
                .filter(variant -> variant.load().isAfter(load)
                        || !(variant.isFor(identity)
                                || variant.image().visibility().isOpen()))
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

package dev.vitrine.cache;

import dev.vitrine.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cache entry of one image id: one variant for each access class that was shown the image, the newest first. Where there is
 * only one, as mostly, the entry is that {@link CachedImage} itself: the heap holds very many, and a hit reads one object less.
 *
 * <p>Immutable. One entry for an id, so that one operation invalidates the image for all callers. What a caller is shown anew
 * replaces all that it could see before. It may still see two, one of its class and one of its token alone, if another token of
 * its class had the former loaded later: the newer one stands first.
 */
abstract sealed class CacheEntry permits CachedImage, CacheEntry.Several {
    private static final int MAX_VARIANTS = 64;

    /** Several variants, or none. */
    static final class Several extends CacheEntry {
        private static final CacheEntry NONE = new Several(List.of());

        private final List<CachedImage> variants;

        private Several(List<CachedImage> variants) {
            this.variants = List.copyOf(variants);
        }

        @Override
        List<CachedImage> variants() {
            return variants;
        }

        @Override
        @Nullable
        CachedImage variant(Identity identity) {
            for (int i = 0; i < variants.size(); i++) {
                CachedImage variant = variants.get(i);
                if (variant.isVisibleTo(identity)) {
                    return variant;
                }
            }
            return null;
        }

        @Override
        long weight() {
            return weightOf(variants);
        }
    }

    /** Returns the entry without any variant. */
    static CacheEntry empty() {
        return Several.NONE;
    }

    private static CacheEntry of(List<CachedImage> variants) {
        if (variants.isEmpty()) {
            return empty();
        }
        return variants.size() == 1 ? variants.get(0) : new Several(variants);
    }

    /** Returns all variants; not to be changed. */
    abstract List<CachedImage> variants();

    /** Returns the variant of this caller's class, or one that callers of its role class share; null for none. */
    abstract @Nullable CachedImage variant(Identity identity);

    /** Returns about how many bytes of heap it takes now. */
    abstract long weight();

    /**
     * Returns the entry with a loaded image in place of all that it replaces: what this caller could see, and what others
     * were shown while the image's visibility was another. A load that had ended before a later one began changes nothing. For
     * an image that {@link #isContradictedBy} says nothing against.
     */
    CacheEntry with(CachedImage loaded, Identity identity) {
        List<CachedImage> kept = new ArrayList<>();
        kept.add(loaded);
        for (CachedImage variant : variants()) {
            boolean replaced = isReplaced(variant, loaded, identity);
            if (replaced && variant.isAfter(loaded) && !loaded.isAfter(variant)) {
                return this;
            }
            if (!replaced) {
                kept.add(variant);
            }
        }
        return of(kept).within(Long.MAX_VALUE);
    }

    private static boolean isReplaced(CachedImage variant, CachedImage loaded, Identity identity) {
        return variant.isVisibleTo(identity) || variant.visibility() != loaded.visibility();
    }

    /**
     * Returns whether a loaded image differs from one that it would replace and whose load overlapped its own: then it is not
     * known which is the later state, and neither may be kept.
     */
    boolean isContradictedBy(CachedImage loaded, Identity identity) {
        return variants().stream()
                .anyMatch(variant -> isReplaced(variant, loaded, identity) && variant.contradicts(loaded));
    }

    /**
     * Returns whether a load that lasted from the one time to the other found nothing for this caller while an overlapping one
     * found the image: then neither may be kept.
     */
    boolean isContradictedByNothing(Identity identity, long startNanos, long endNanos) {
        return variants().stream()
                .anyMatch(variant -> variant.isVisibleTo(identity) && variant.overlaps(startNanos, endNanos));
    }

    /** Returns whether any variant has another visibility than the image. */
    boolean hasOtherVisibilityThan(CachedImage loaded) {
        return variants().stream().anyMatch(variant -> variant.visibility() != loaded.visibility());
    }

    /**
     * Returns the entry without what this caller can see of it: Glance has just answered that there is no such image. The
     * public and community variants of other classes go too: if one still held, this caller would have been shown it.
     */
    CacheEntry without(Identity identity, LoadSnapshot snapshot) {
        return of(variants().stream()
                .filter(variant -> LoadSnapshot.isAfter(variant.startNanos(), snapshot.startNanos())
                        || !(variant.isVisibleTo(identity)
                                || variant.visibility().isOpen()))
                .toList());
    }

    /**
     * Returns the entry of which this caller's class is served nothing before Glance was asked again. A variant that other
     * classes share stays theirs; the class gets a variant of its own that stands before it.
     */
    CacheEntry requiringRevalidation(Identity identity) {
        CachedImage served = variant(identity);
        if (served == null || served.mustRevalidate()) {
            return this;
        }
        List<CachedImage> kept = new ArrayList<>();
        kept.add(served.mustRevalidate(identity));
        variants().stream()
                .filter(variant -> variant != served || served.isShared())
                .forEach(kept::add);
        return of(kept).within(Long.MAX_VALUE);
    }

    /**
     * Returns the entry with at most 64 variants, which take at most so many bytes; one variant is kept in any case. Those that
     * one class has to itself go first, the oldest before: a user may have any number of classes that share nothing, one for each
     * application credential with access rules, and what all others share must not give way to them.
     */
    CacheEntry within(long maxBytes) {
        List<CachedImage> kept = new ArrayList<>(variants());
        while (kept.size() > 1 && (kept.size() > MAX_VARIANTS || weightOf(kept) > maxBytes)) {
            kept.remove(leastUseful(kept));
        }
        return kept.size() == variants().size() ? this : of(kept);
    }

    private static int leastUseful(List<CachedImage> variants) {
        for (int i = variants.size() - 1; i >= 0; i--) {
            CachedImage variant = variants.get(i);
            if (!variant.isShared() && !isBeforeShared(variant, variants)) {
                return i;
            }
        }
        return variants.size() - 1;
    }

    /**
     * Returns whether a variant was made by {@link #requiringRevalidation} of one that others share, and is here: without it, its
     * class would be served that one again.
     */
    private static boolean isBeforeShared(CachedImage variant, List<CachedImage> variants) {
        return variant.mustRevalidate()
                && variants.stream().anyMatch(other -> other.isShared() && other.startNanos() == variant.startNanos());
    }

    private static long weightOf(List<CachedImage> variants) {
        return variants.stream().mapToLong(CachedImage::weight).sum();
    }
}

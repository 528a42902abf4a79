package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The latest known {@code updated_at} of recently changed images: a record with an earlier one comes from a lagging replica
 * of Glance's database, and is not cached.
 *
 * <p>Only ever a reason not to cache. Glance's {@code updated_at} has a resolution of one second and does not move when
 * members change, so equal values prove nothing. Any thread.
 */
final class LastModifiedTracker {
    private static final int MAX_IMAGES = 50_000;
    private static final Duration TTL = Duration.ofMinutes(10);

    private final Cache<ImageId, String> lastModified;

    LastModifiedTracker(Clocks clocks) {
        this.lastModified = ExpiringCache.of(MAX_IMAGES, TTL, clocks);
    }

    /** Records when the image was changed, null for unknown; the format of {@link Image#updated()} sorts by time. */
    void record(ImageId id, @Nullable String updated) {
        if (updated != null) {
            lastModified.asMap().merge(id, updated, (known, other) -> known.compareTo(other) < 0 ? other : known);
        }
    }

    /** Returns whether the image is older than the latest known change to it. */
    boolean isOutdated(ImageId id, Image image) {
        String latest = lastModified.getIfPresent(id);
        return latest != null && image.updated() != null && image.updated().compareTo(latest) < 0;
    }
}

package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When images were changed last, as far as anybody has told: a record from before that comes from a copy of Glance's
 * database that lags, and must not be kept.
 *
 * <p>Only ever a reason not to keep something. Glance's {@code updated_at} counts whole seconds and does not move when
 * members change, so two equal ones prove nothing. Any thread.
 */
final class LastModifiedTracker {
    private static final int MOST = 50_000;
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Cache<ImageId, String> marks;

    LastModifiedTracker(Clocks time) {
        this.marks = Expiring.memory(MOST, LIFE, time);
    }

    /** Notes that the image was changed then; the form of {@link Image#updated()} sorts as time does. */
    void heard(ImageId id, @Nullable String updated) {
        if (updated != null) {
            marks.asMap().merge(id, updated, (known, heard) -> known.compareTo(heard) < 0 ? heard : known);
        }
    }

    /** Returns whether a record is older than what is known of its image. */
    boolean isOutdated(ImageId id, Image image) {
        String mark = marks.getIfPresent(id);
        return mark != null && image.updated() != null && image.updated().compareTo(mark) < 0;
    }
}

package dev.vitrine.cache;

import dev.vitrine.model.Digest;
import dev.vitrine.model.View;
import dev.vitrine.model.Visibility;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may know of an image that is remembered for one class of callers: nothing of what the image says.
 *
 * @param visibility who may see it, as Glance said
 * @param accessClass the class that Glance showed it to
 * @param roleClass callers of this class may be shown it too; null if none are
 * @param state what may be done with it now: fresh, expired, suspect or over
 * @param age since its load began
 * @param views the documents that were made of it
 * @param bytes about how much memory it takes
 */
public record CacheEntryInfo(
        Visibility visibility,
        Digest accessClass,
        @Nullable Digest roleClass,
        String state,
        Duration age,
        List<View> views,
        long bytes) {}

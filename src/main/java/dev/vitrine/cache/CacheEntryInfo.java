package dev.vitrine.cache;

import dev.vitrine.identity.Digest;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.View;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may know of an image cached for one access class: nothing of its content.
 *
 * @param id the image's
 * @param project the id of the project for which it was loaded; null if it is not known
 * @param visibility who may see it, as Glance said
 * @param accessClass the class that Glance showed it to
 * @param roleClass callers of this class may be shown it too; null for none
 * @param state the word of its {@link Freshness.State}
 * @param age since its load began
 * @param views the views that are rendered
 * @param bytes about how much heap it takes
 */
public record CacheEntryInfo(
        ImageId id,
        @Nullable String project,
        Visibility visibility,
        Digest accessClass,
        @Nullable Digest roleClass,
        String state,
        Duration age,
        List<View> views,
        long bytes) {}

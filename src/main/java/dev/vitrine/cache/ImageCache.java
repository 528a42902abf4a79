package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.config.CacheSettings;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Document;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageOutcome;
import dev.vitrine.model.Time;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of images, and for whom. One for the whole process; any thread.
 *
 * <p>The gateway never works out who may see an image. It asks Glance with the caller's own token, once for each class
 * of callers, and remembers the answer for that class; an image that Glance called public or community is also shown to
 * callers of other projects with exactly the same roles. That there is no image is remembered for the asking class
 * alone: another's private image must not vanish for its owner.
 */
public final class ImageCache {
    private static final int MOST_ABSENCES = 20_000;

    private final Loader loader;
    private final Renderer renderer;
    private final Time time;
    private final long freshNanos;
    private final Flights flights;
    private final Cache<ImageId, Slot> slots;
    private final Cache<Absence, ImageOutcome> absences;

    /** Asks the backend for an image. */
    public interface Loader {
        /** Returns what the backend says to this caller; the future never fails. */
        Future<ImageOutcome> load(ImageId id, Caller caller);
    }

    /** Makes the document of an image. */
    public interface Renderer {
        /** Returns the document of the image in this view. */
        Document document(Image image, View view);
    }

    private record Absence(ImageId id, Digest accessClass) {}

    /** Makes an empty cache, whose callers wait for a load as long as their patience lasts. */
    public ImageCache(
            Vertx vertx, CacheSettings settings, Duration patience, Time time, Loader loader, Renderer renderer) {
        this.loader = loader;
        this.renderer = renderer;
        this.time = time;
        this.freshNanos = settings.fresh().toNanos();
        this.flights = new Flights(vertx, patience);
        this.slots = Caffeine.newBuilder()
                .maximumWeight(settings.maxBytes())
                .weigher((ImageId id, Slot slot) -> slot.weight())
                .executor(Runnable::run)
                .build();
        this.absences = Caffeine.newBuilder()
                .maximumSize(MOST_ABSENCES)
                .expireAfterWrite(settings.absent())
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Returns an image as this caller may see it: from memory, from a load under way, or from Glance.
     *
     * <p>The caller's token was found good just now. The future never fails and comes on the caller's context.
     */
    public Future<Lookup> image(ImageId id, Caller caller) {
        if (!id.canonical()) {
            return load(id, caller);
        }
        Lookup known = known(id, caller.identity());
        return known == null
                ? flights.join(id, caller, () -> loadAndRemember(id, caller))
                : Future.succeededFuture(known);
    }

    /** Returns the document of an image, made now if nobody asked for this view of it before. */
    public Document document(CachedImage image, View view) {
        Document kept = image.document(view);
        if (kept != null) {
            return kept;
        }
        Document made = renderer.document(image.image(), view);
        image.keep(view, made);
        weighAgain(image.image().id());
        return made;
    }

    private @Nullable Lookup known(ImageId id, Identity identity) {
        Slot slot = slots.getIfPresent(id);
        CachedImage image = slot == null ? null : slot.fresh(identity, time.nanos());
        if (image != null) {
            return new Lookup.Shown(image);
        }
        ImageOutcome absence = absences.getIfPresent(new Absence(id, identity.accessClass()));
        return absence == null ? null : new Lookup.NotShown(absence);
    }

    private Future<Lookup> load(ImageId id, Caller caller) {
        long startNanos = time.nanos();
        return loader.load(id, caller)
                .map(outcome -> outcome instanceof ImageOutcome.Found found
                        ? new Lookup.Shown(new CachedImage(found.image(), caller, startNanos, freshFor()))
                        : new Lookup.NotShown(outcome));
    }

    private Future<Lookup> loadAndRemember(ImageId id, Caller caller) {
        return load(id, caller).onSuccess(lookup -> remember(id, caller.identity(), lookup));
    }

    private void remember(ImageId id, Identity identity, Lookup lookup) {
        Absence absence = new Absence(id, identity.accessClass());
        if (lookup instanceof Lookup.Shown shown) {
            absences.invalidate(absence);
            slots.asMap().compute(id, (key, slot) -> (slot == null ? Slot.EMPTY : slot).with(shown.image(), identity));
        } else if (lookup instanceof Lookup.NotShown not && isAnswer(not.outcome())) {
            slots.asMap().computeIfPresent(id, (key, slot) -> emptied(slot.without(identity)));
            absences.put(absence, not.outcome());
        }
    }

    /** Only these say something of the image itself. */
    private static boolean isAnswer(ImageOutcome outcome) {
        return outcome instanceof ImageOutcome.Absent || outcome instanceof ImageOutcome.Refused;
    }

    private static @Nullable Slot emptied(Slot slot) {
        return slot.variants().isEmpty() ? null : slot;
    }

    private void weighAgain(String id) {
        ImageId key = ImageId.parse(id);
        if (key != null) {
            slots.asMap().computeIfPresent(key, (k, slot) -> new Slot(slot.variants()));
        }
    }

    /** Up to a tenth less than the setting, so that images loaded together are not asked for again together. */
    private long freshFor() {
        return freshNanos - (long) (freshNanos * ThreadLocalRandom.current().nextDouble(0.1));
    }
}

package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.config.CacheSettings;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Document;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Time;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
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
    private static final int WORKER_BYTES = 256 << 10;
    private static final int MOST_UNCERTAIN = 20_000;
    private static final Duration UNCERTAIN_FOR = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Loader loader;
    private final Renderer renderer;
    private final Time time;
    private final long freshNanos;
    private final Generations generations = new Generations();
    private final Flights<FlightKey, CachedImage> flights;
    private final Cache<ImageId, Slot> slots;
    private final Cache<AbsenceKey, Absence> absences;
    private final Cache<ImageId, Boolean> uncertain;

    /** Asks the backend for an image. */
    public interface Loader {
        /** Returns what the backend says to this caller; the future never fails. */
        Future<Outcome<Image>> load(ImageId id, Caller caller);
    }

    /** Makes the document of an image. */
    public interface Renderer {
        /** Returns the document of the image in this view. */
        Document document(Image image, View view);
    }

    private record FlightKey(ImageId id, Digest accessClass, long generation) {}

    private record AbsenceKey(ImageId id, Digest accessClass) {}

    private record Absence(Failure failure, long generation) {}

    /** Makes an empty cache, whose callers wait for a load as long as their patience lasts. */
    public ImageCache(
            Vertx vertx, CacheSettings settings, Duration patience, Time time, Loader loader, Renderer renderer) {
        this.vertx = vertx;
        this.loader = loader;
        this.renderer = renderer;
        this.time = time;
        this.freshNanos = settings.fresh().toNanos();
        this.flights = new Flights<>(vertx, patience);
        this.slots = Caffeine.newBuilder()
                .maximumWeight(settings.maxBytes())
                .weigher((ImageId id, Slot slot) -> slot.weight())
                .executor(Runnable::run)
                .build();
        this.absences = remembering(MOST_ABSENCES, settings.absent());
        this.uncertain = remembering(MOST_UNCERTAIN, UNCERTAIN_FOR);
    }

    private <K, V> Cache<K, V> remembering(int entries, Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(life)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Returns an image as this caller may see it: from memory, from a load under way, or from Glance.
     *
     * <p>The caller's token was found good just now. The future never fails and comes on the caller's context.
     */
    public Future<Outcome<CachedImage>> image(ImageId id, Caller caller) {
        if (!id.canonical()) {
            return load(id, caller);
        }
        Outcome<CachedImage> known = known(id, caller.identity());
        if (known != null) {
            return Future.succeededFuture(known);
        }
        long generation = generations.of(id);
        FlightKey key = new FlightKey(id, caller.identity().accessClass(), generation);
        return flights.join(key, caller, () -> loadAndRemember(id, caller, generation));
    }

    /**
     * Forgets an image, for everybody: what was loaded before is never served again, and a load that is under way is
     * neither kept nor joined by anybody who asks from now on.
     */
    public void invalidate(ImageId id) {
        generations.move(id);
        slots.invalidate(id);
    }

    /** Forgets an image that may yet change without our hearing of it, and remembers nothing of it for a minute. */
    public void distrust(ImageId id) {
        uncertain.put(id, Boolean.TRUE);
        invalidate(id);
    }

    /**
     * Returns the document of an image, made now if nobody asked for this view of it before: at once, unless the image is
     * so large that making it would keep the event loop.
     */
    public Future<Document> document(CachedImage image, View view) {
        Document kept = image.document(view);
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        return image.weight() > WORKER_BYTES
                ? vertx.executeBlocking(() -> make(image, view), false)
                : Future.succeededFuture(make(image, view));
    }

    private Document make(CachedImage image, View view) {
        Document made = renderer.document(image.image(), view);
        image.keep(view, made);
        weighAgain(image.image().id());
        return made;
    }

    private @Nullable Outcome<CachedImage> known(ImageId id, Identity identity) {
        Slot slot = slots.getIfPresent(id);
        CachedImage image = slot == null ? null : slot.fresh(identity, time.nanos());
        if (image != null) {
            return new Outcome.Found<>(image);
        }
        Absence absence = absences.getIfPresent(new AbsenceKey(id, identity.accessClass()));
        return absence != null && absence.generation == generations.of(id)
                ? new Outcome.Failed<>(absence.failure)
                : null;
    }

    private Future<Outcome<CachedImage>> load(ImageId id, Caller caller) {
        long startNanos = time.nanos();
        return loader.load(id, caller)
                .map(outcome -> outcome.map(image -> new CachedImage(image, caller, startNanos, freshFor())));
    }

    /** Looks once more before it loads: the last load may have ended since this caller looked. */
    private Future<Outcome<CachedImage>> loadAndRemember(ImageId id, Caller caller, long generation) {
        Outcome<CachedImage> known = known(id, caller.identity());
        return known != null
                ? Future.succeededFuture(known)
                : load(id, caller).onSuccess(outcome -> remember(id, caller.identity(), outcome, generation));
    }

    private void remember(ImageId id, Identity identity, Outcome<CachedImage> outcome, long generation) {
        if (outcome instanceof Outcome.Found<CachedImage> found) {
            store(id, generation, slot -> slot.with(found.value(), identity));
        } else if (outcome instanceof Outcome.Failed<CachedImage> failed
                && failed.failure().isAnswer()) {
            store(id, generation, slot -> slot.without(identity));
            if (uncertain.getIfPresent(id) == null) {
                absences.put(new AbsenceKey(id, identity.accessClass()), new Absence(failed.failure(), generation));
            }
        }
    }

    /**
     * Changes a slot unless the image was invalidated since the load began. The look at the generation and the change are
     * one step: {@link #invalidate} moves the generation first, and can remove the slot only when this is done.
     */
    private void store(ImageId id, long generation, UnaryOperator<Slot> change) {
        slots.asMap().compute(id, (key, slot) -> {
            boolean isCurrent = generations.of(id) == generation && uncertain.getIfPresent(id) == null;
            Slot changed = isCurrent ? change.apply(slot == null ? Slot.EMPTY : slot) : slot;
            return changed == null || changed.variants().isEmpty() ? null : changed;
        });
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

package dev.vitrine.cache;

import dev.vitrine.cache.Freshness.State;
import dev.vitrine.config.CacheSettings;
import dev.vitrine.model.CacheOutcome;
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
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images as callers may see them: from memory, from a load under way, or from Glance. One for the whole process; any
 * thread. What is kept, for whom and for how long, is told in the package's description.
 */
public final class ImageCache {
    private static final int WORKER_BYTES = 256 << 10;

    private final Loop loop;
    private final Loader loader;
    private final Renderer renderer;
    private final ImageMemory memory;
    private final Flights<FlightKey, CachedImage> flights;

    /** Asks the backend for an image. */
    public interface Loader {
        /**
         * Returns what the backend says to this caller. The future never fails, and comes within the callers' patience:
         * how old an answer may be is counted on it.
         */
        Future<Outcome<Image>> load(ImageId id, Caller caller);
    }

    /** Makes the document of an image. */
    public interface Renderer {
        /** Returns the document of the image in this view. */
        Document document(Image image, View view);
    }

    private record FlightKey(ImageId id, Digest accessClass, long generation, long epoch) {
        static FlightKey of(ImageId id, Caller caller, Load load) {
            return new FlightKey(id, caller.identity().accessClass(), load.generation(), load.epoch());
        }
    }

    /** Makes an empty cache, whose callers wait for a load as long as their patience lasts. */
    public ImageCache(
            Loop loop, CacheSettings settings, Duration patience, Time time, Loader loader, Renderer renderer) {
        this.loop = loop;
        this.loader = loader;
        this.renderer = renderer;
        this.memory = new ImageMemory(settings, time);
        this.flights = new Flights<>(loop, patience, time);
    }

    /** Returns how many images are remembered, about. */
    public long size() {
        return memory.size();
    }

    /** Returns about how many bytes they take. May wait for others: not for an event loop. */
    public long bytes() {
        return memory.bytes();
    }

    /** Returns how many requests wait for an image. */
    public int waiting() {
        return flights.waiting();
    }

    /** Returns how many of them wait for a load that another request began. */
    public int passengers() {
        return flights.passengers();
    }

    /** Keeps half of what it may keep, or all of it. May take a while: not for an event loop. */
    public void halve(boolean isHalf) {
        memory.halve(isHalf);
    }

    /**
     * Returns an image as this caller may see it.
     *
     * <p>The caller's token was found good just now. The future never fails and comes on the caller's event loop.
     */
    public Future<Recalled<CachedImage>> image(ImageId id, Caller caller) {
        if (!id.canonical()) {
            return load(id, caller, memory.begin(id)).map(loaded -> new Recalled<>(loaded, CacheOutcome.BYPASS));
        }
        Recalled<CachedImage> recalled = recall(id, caller.identity());
        if (recalled == null) {
            return ask(id, caller);
        }
        if (recalled.how() == CacheOutcome.STALE) {
            refresh(id, caller, ((Outcome.Found<CachedImage>) recalled.outcome()).value());
        }
        return Future.succeededFuture(recalled);
    }

    /**
     * Returns an image if it is remembered for this caller and fresh, and null if it takes more than a look: then
     * {@link #image} is to be asked. The caller's token was found good just now.
     */
    public @Nullable CachedImage fresh(ImageId id, Identity identity) {
        CachedImage known = id.canonical() ? memory.variant(id, identity) : null;
        return known != null && memory.state(known) == State.FRESH ? known : null;
    }

    /** Returns what can be served without asking Glance first, or null. */
    private @Nullable Recalled<CachedImage> recall(ImageId id, Identity identity) {
        CachedImage known = memory.variant(id, identity);
        State state = known == null ? State.OVER : memory.state(known);
        if (known != null && state == State.FRESH) {
            return Recalled.found(known, CacheOutcome.HIT);
        }
        if (known != null && state == State.EXPIRED) {
            return Recalled.found(known, CacheOutcome.STALE);
        }
        Failure absence = memory.absence(id, identity);
        return absence == null ? null : new Recalled<>(new Outcome.Failed<>(absence), CacheOutcome.NEGATIVE);
    }

    /**
     * Forgets an image, for everybody: what was loaded before is never served again, and a load that is under way is
     * neither kept nor joined by anybody who asks from now on.
     */
    public void invalidate(ImageId id) {
        memory.invalidate(id);
    }

    /** Forgets all images, as {@link #invalidate} does with one. Takes its time: not for an event loop. */
    public void invalidateAll() {
        memory.invalidateAll();
    }

    /** Returns what is remembered of an image, for whomever, the newest first. */
    public List<Known> known(ImageId id) {
        return memory.known(id);
    }

    /**
     * A change may have been missed: from now on nothing that was loaded before is served unless Glance has been asked
     * and has given no answer.
     */
    public void suspectAll() {
        memory.suspectAll();
    }

    /** A change to the image is about to be sent: until it has ended, nothing of the image is kept. */
    public void beginWrite(ImageId id) {
        memory.beginWrite(id);
    }

    /**
     * The change has ended: the image is forgotten, however it ended. If nobody knows how, it may yet be made, and
     * nothing of the image is kept for a minute.
     */
    public void endWrite(ImageId id, Outcome<?> outcome) {
        if (outcome.isFailure(Failure.Kind.UNCERTAIN)) {
            memory.distrust(id);
        } else {
            memory.invalidate(id);
        }
        if (outcome instanceof Outcome.Found<?> found && found.value() instanceof Image changed) {
            memory.heard(id, changed.updated());
        }
        memory.endWrite(id);
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
                ? loop.aside(() -> make(image, view))
                : Future.succeededFuture(make(image, view));
    }

    private Document make(CachedImage image, View view) {
        Document made = renderer.document(image.image(), view);
        image.keep(view, made);
        ImageId id = ImageId.parse(image.image().id());
        if (id != null) {
            memory.weighAgain(id);
        }
        return made;
    }

    /** Asks for it anew while it is served, with the token of the caller who found it expired; one of them at a time. */
    private void refresh(ImageId id, Caller caller, CachedImage expired) {
        if (!expired.beginRefresh()) {
            return;
        }
        Load load = memory.begin(id);
        boolean started = flights.start(
                FlightKey.of(id, caller, load),
                caller,
                () -> loadAndKeep(id, caller, load).onComplete(end -> expired.endRefresh()));
        if (!started) {
            expired.endRefresh();
        }
    }

    private Future<Recalled<CachedImage>> ask(ImageId id, Caller caller) {
        boolean known = memory.variant(id, caller.identity()) != null;
        Load load = memory.begin(id);
        return flights.join(FlightKey.of(id, caller, load), caller, () -> loadAndKeep(id, caller, load))
                .map(ride -> {
                    // Looked up again: what was there before the wait may have been invalidated during it.
                    CachedImage fallback = ride.outcome().isOutage() ? fallback(id, caller.identity()) : null;
                    if (fallback != null) {
                        return Recalled.found(fallback, CacheOutcome.STALE);
                    }
                    CacheOutcome led = known ? CacheOutcome.REFRESHED : CacheOutcome.MISS;
                    return new Recalled<>(ride.outcome(), ride.led() ? led : CacheOutcome.JOINED);
                });
    }

    /** Returns what may be served since Glance gives no answer, or null. */
    private @Nullable CachedImage fallback(ImageId id, Identity identity) {
        CachedImage known = memory.variant(id, identity);
        return known == null || memory.state(known) == State.OVER ? null : known;
    }

    /** Looks once more before it loads: the last load may have ended since this caller looked. */
    private Future<Outcome<CachedImage>> loadAndKeep(ImageId id, Caller caller, Load load) {
        Recalled<CachedImage> recalled = recall(id, caller.identity());
        if (recalled != null && recalled.how() != CacheOutcome.STALE) {
            return Future.succeededFuture(recalled.outcome());
        }
        return load(id, caller, load).onSuccess(outcome -> keep(id, caller.identity(), outcome, load));
    }

    private Future<Outcome<CachedImage>> load(ImageId id, Caller caller, Load load) {
        return loader.load(id, caller)
                .map(outcome -> outcome.map(image -> new CachedImage(image, caller.identity(), load)));
    }

    private void keep(ImageId id, Identity identity, Outcome<CachedImage> outcome, Load load) {
        if (outcome instanceof Outcome.Found<CachedImage> found) {
            memory.keep(id, found.value(), identity, load);
        } else if (outcome instanceof Outcome.Failed<CachedImage> failed
                && failed.failure().isAnswer()) {
            memory.keepAbsence(id, failed.failure(), identity, load);
        }
    }
}

package dev.vitrine.cache;

import dev.vitrine.cache.Freshness.State;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Images as callers may see them: from memory, from a load under way, or from Glance. One for the whole process; any
 * thread. What is kept, for whom and for how long, is told in the package's description.
 */
public final class ImageCache {
    private static final int WORKER_BYTES = 256 << 10;

    /** One hit in so many is loaded anew while changes are heard of. */
    private static final int AUDITED = 100;

    private final Loop loop;
    private final Loader loader;
    private final Renderer renderer;
    private final ImageStore memory;
    private final SingleFlight<FlightKey, CachedImage> flights;
    private final ConsistencySampler audit;

    /** Asks the backend for an image. */
    public interface Loader {
        /**
         * Returns what the backend says to this caller. The future never fails, and what it brings was asked for no longer
         * ago than the callers' patience: how old an answer may be is counted on it.
         */
        Future<Outcome<Image>> load(ImageId id, Caller caller);
    }

    /** Makes the document of an image. */
    public interface Renderer {
        /** Returns the document of the image in this view. */
        ResponseTemplate document(Image image, View view);
    }

    private record FlightKey(ImageId id, Digest accessClass, long generation, long epoch) {
        static FlightKey of(ImageId id, Caller caller, LoadSnapshot load) {
            return new FlightKey(id, caller.identity().accessClass(), load.generation(), load.epoch());
        }
    }

    /** Makes an empty cache, whose callers wait for a load as long as their patience lasts. */
    public ImageCache(
            Loop loop, CacheConfig settings, Duration patience, Clocks time, Loader loader, Renderer renderer) {
        this(
                loop,
                settings,
                patience,
                time,
                loader,
                renderer,
                () -> ThreadLocalRandom.current().nextInt(AUDITED) == 0);
    }

    /** Takes what draws the hits that are loaded anew while changes are heard of. */
    ImageCache(
            Loop loop,
            CacheConfig settings,
            Duration patience,
            Clocks time,
            Loader loader,
            Renderer renderer,
            BooleanSupplier draw) {
        this.loop = loop;
        this.loader = loader;
        this.renderer = renderer;
        this.memory = new ImageStore(settings, time);
        this.flights = new SingleFlight<>(loop, patience, time);
        this.audit = new ConsistencySampler(time, memory::generation, draw);
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
    public Future<CacheResult<CachedImage>> image(ImageId id, Caller caller) {
        if (!id.canonical()) {
            return load(id, caller, memory.begin(id)).map(loaded -> new CacheResult<>(loaded, CacheOutcome.BYPASS));
        }
        CacheResult<CachedImage> recalled = recall(id, caller.identity());
        if (recalled == null) {
            return ask(id, caller);
        }
        if (recalled.how() == CacheOutcome.STALE) {
            refresh(id, caller, value(recalled), load -> loadAndKeep(id, caller, load));
        } else if (recalled.how() == CacheOutcome.HIT && audit.takes()) {
            refresh(id, caller, value(recalled), load -> loadAndCompare(id, caller, load, value(recalled)));
        }
        return Future.succeededFuture(recalled);
    }

    /**
     * Returns an image if it is remembered for this caller and fresh, and null if it takes more than a look: then
     * {@link #image} is to be asked, as for one hit in a hundred while changes are heard of. The caller's token was found
     * good just now.
     */
    public @Nullable CachedImage fresh(ImageId id, Identity identity) {
        CachedImage known = id.canonical() ? memory.variant(id, identity) : null;
        return known != null && memory.state(known) == State.FRESH && !audit.sendsOn() ? known : null;
    }

    /** Returns the image of a recollection that has one. */
    private static CachedImage value(CacheResult<CachedImage> recalled) {
        return ((Outcome.Found<CachedImage>) recalled.outcome()).value();
    }

    /** Returns what can be served without asking Glance first, or null. */
    private @Nullable CacheResult<CachedImage> recall(ImageId id, Identity identity) {
        CachedImage known = memory.variant(id, identity);
        State state = known == null ? State.OVER : memory.state(known);
        if (known != null && state == State.FRESH) {
            return CacheResult.found(known, CacheOutcome.HIT);
        }
        if (known != null && state == State.EXPIRED) {
            return CacheResult.found(known, CacheOutcome.STALE);
        }
        Failure absence = memory.absence(id, identity);
        return absence == null ? null : new CacheResult<>(new Outcome.Failed<>(absence), CacheOutcome.NEGATIVE);
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
    public List<CacheEntryInfo> known(ImageId id) {
        return memory.known(id);
    }

    /**
     * A change may have been missed: from now on nothing that was loaded before is served unless Glance has been asked
     * and has given no answer.
     */
    public void suspectAll() {
        memory.suspectAll();
    }

    /**
     * An image was changed past the gateway: it is forgotten, as by {@link #invalidate}, and what is older than that is not
     * kept.
     *
     * @param updated when, as Glance's record would say it; null if nobody has told
     */
    public void changed(ImageId id, @Nullable String updated) {
        memory.heard(id, updated);
        memory.invalidate(id);
    }

    /**
     * Whether from now on changes made past the gateway are heard of: then what is remembered is believed for longer, and
     * one hit in a hundred is loaded anew, to see whether that is true. At first they are not.
     */
    public void heard(boolean areHeard) {
        memory.heard(areHeard);
        audit.heard(areHeard);
    }

    /** Returns how many changes were found of which nobody has told in time, since this was asked last. */
    public int unheard() {
        int changes = 0;
        for (ImageId id = audit.unheard(); id != null; id = audit.unheard()) {
            // Others may remember it as it was before.
            memory.invalidate(id);
            changes++;
        }
        return changes;
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
        if (outcome.isFailure(Failure.Kind.UNKNOWN_OUTCOME)) {
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
    public Future<ResponseTemplate> document(CachedImage image, View view) {
        ResponseTemplate kept = image.document(view);
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        return image.weight() > WORKER_BYTES
                ? loop.aside(() -> make(image, view))
                : Future.succeededFuture(make(image, view));
    }

    private ResponseTemplate make(CachedImage image, View view) {
        // Taken once: when there is a document it has to be unpacked.
        Image record = image.image();
        ResponseTemplate made = renderer.document(record, view);
        image.keep(view, made);
        ImageId id = ImageId.parse(record.id());
        if (id != null) {
            memory.weighAgain(id);
        }
        return made;
    }

    /** Asks for it anew while it is served, with the token of the caller whom it is served to; one of them at a time. */
    private void refresh(
            ImageId id,
            Caller caller,
            CachedImage served,
            Function<LoadSnapshot, Future<Outcome<CachedImage>>> loading) {
        if (!served.beginRefresh()) {
            return;
        }
        LoadSnapshot load = memory.begin(id);
        boolean started = flights.start(
                FlightKey.of(id, caller, load),
                caller,
                () -> loading.apply(load).onComplete(end -> served.endRefresh()));
        if (!started) {
            served.endRefresh();
        }
    }

    private Future<CacheResult<CachedImage>> ask(ImageId id, Caller caller) {
        boolean known = memory.variant(id, caller.identity()) != null;
        LoadSnapshot load = memory.begin(id);
        return flights.join(FlightKey.of(id, caller, load), caller, () -> loadAndKeep(id, caller, load))
                .map(ride -> {
                    // Looked up again: what was there before the wait may have been invalidated during it.
                    CachedImage fallback = ride.outcome().isOutage() ? fallback(id, caller.identity()) : null;
                    if (fallback != null) {
                        return CacheResult.found(fallback, CacheOutcome.STALE);
                    }
                    CacheOutcome led = known ? CacheOutcome.REFRESHED : CacheOutcome.MISS;
                    return new CacheResult<>(ride.outcome(), ride.led() ? led : CacheOutcome.COALESCED);
                });
    }

    /** Returns what may be served since Glance gives no answer, or null. */
    private @Nullable CachedImage fallback(ImageId id, Identity identity) {
        CachedImage known = memory.variant(id, identity);
        return known == null || memory.state(known) == State.OVER ? null : known;
    }

    /** Looks once more before it loads: the last load may have ended since this caller looked. */
    private Future<Outcome<CachedImage>> loadAndKeep(ImageId id, Caller caller, LoadSnapshot load) {
        CacheResult<CachedImage> recalled = recall(id, caller.identity());
        if (recalled != null && recalled.how() != CacheOutcome.STALE) {
            return Future.succeededFuture(recalled.outcome());
        }
        return load(id, caller, load).onSuccess(outcome -> keep(id, caller.identity(), outcome, load));
    }

    /** Loads it though it is fresh: for what has become of it. */
    private Future<Outcome<CachedImage>> loadAndCompare(
            ImageId id, Caller caller, LoadSnapshot load, CachedImage remembered) {
        return load(id, caller, load).onSuccess(outcome -> {
            keep(id, caller.identity(), outcome, load);
            audit.compare(id, remembered, load, outcome);
        });
    }

    private Future<Outcome<CachedImage>> load(ImageId id, Caller caller, LoadSnapshot load) {
        return loader.load(id, caller)
                .map(outcome -> outcome.map(image -> new CachedImage(image, caller.identity(), load)));
    }

    private void keep(ImageId id, Identity identity, Outcome<CachedImage> outcome, LoadSnapshot load) {
        if (outcome instanceof Outcome.Found<CachedImage> found) {
            memory.keep(id, found.value(), identity, load);
        } else if (outcome instanceof Outcome.Failed<CachedImage> failed
                && failed.failure().isAnswer()) {
            memory.keepAbsence(id, failed.failure(), identity, load);
        }
    }
}

package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.cache.Freshness.State;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of images, per access class: it serves an image from the cache, from a load in progress, or from Glance. One
 * for the whole process; any thread. The package's description has the states and the rules.
 */
public final class ImageCache {
    /**
     * An image that takes more than this is rendered on a worker thread. Over HTTP/2 a hundred requests, of a dozen bytes each,
     * come in one turn of an event loop, which renders what is shorter for all of them.
     */
    private static final int WORKER_BYTES = 32 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);

    /** One hit in so many is sampled while the feed of changes is live. */
    private static final int SAMPLE_INTERVAL = 100;

    private final LargeRendering rendering;
    private final Renderer renderer;
    private final ImageStore store;
    private final ConsistencySampler sampler;
    private final SingleFlight<ImageLoads.Key, CachedImage> singleFlight;
    private final ImageLoads loads;

    /** Loads an image from Glance, and says in whose name it may be kept; in the gateway a {@code GlanceLoader}. */
    public interface Loader {
        /**
         * Returns Glance's response to this caller. The future never fails. The last request to Glance begins at most the
         * callers' timeout before the future completes: this bounds the age of what is loaded.
         */
        Future<Outcome<Image>> load(ImageId id, Caller caller);

        /**
         * Returns whether the caller's access class was validated a few seconds ago at most. Asked when a load begins, and
         * answered at once.
         */
        boolean isClassRecent(Caller caller);

        /**
         * Returns whether the caller is still of the access class in whose name it has asked, by a validation of its token that
         * is a few seconds old at most; only then is what it has loaded kept. The future never fails; the caller does not wait
         * for it.
         */
        Future<Boolean> isClassConfirmed(Caller caller);
    }

    /** Renders the document of an image; in the gateway {@code ImageDocument.of}, wired in {@code Gateway}. */
    public interface Renderer {
        /**
         * Returns the document of the image in this view. Called on an event loop, or on a worker for a large image.
         *
         * @param growth is asked before the document takes more memory, and may throw what ends the rendering
         */
        ResponseTemplate render(Image image, View view, Growth growth);
    }

    /** Makes an empty cache, whose callers wait for a load no longer than the timeout. The budget bounds what is rendered. */
    public ImageCache(
            EventLoops loops,
            CacheConfig settings,
            Duration timeout,
            Clocks clocks,
            Loader loader,
            Renderer renderer,
            ByteBudget budget) {
        this(
                loops,
                settings,
                timeout,
                clocks,
                loader,
                renderer,
                budget,
                () -> ThreadLocalRandom.current().nextInt(SAMPLE_INTERVAL) == 0);
    }

    /** Takes what draws the hits that are sampled while the feed of changes is live. */
    ImageCache(
            EventLoops loops,
            CacheConfig settings,
            Duration timeout,
            Clocks clocks,
            Loader loader,
            Renderer renderer,
            ByteBudget budget,
            BooleanSupplier draw) {
        this.rendering = new LargeRendering(loops, budget, timeout, clocks);
        this.renderer = renderer;
        this.store = new ImageStore(settings, clocks);
        this.sampler = new ConsistencySampler(clocks, store::invalidations, draw);
        this.singleFlight = new SingleFlight<>(loops, timeout, SingleFlight.HOLD_DOWN, clocks);
        this.loads = new ImageLoads(store, sampler, loader, singleFlight);
    }

    /** Returns the approximate number of cached images. */
    public long size() {
        return store.size();
    }

    /** Returns about how many bytes of heap they take. May block: not for an event loop. */
    public long bytes() {
        return store.bytes();
    }

    /** Returns how many bytes they may take now: {@code cache.max-bytes}, or half of it while the heap is nearly full. */
    public long maxBytes() {
        return store.maxBytes();
    }

    /** Returns the number of requests that wait for a load, the coalesced ones included. */
    public int waitingRequests() {
        return singleFlight.waitingRequests();
    }

    /** Returns the number of requests that wait for a load, or for a document, which another began. */
    public int coalescedRequests() {
        return singleFlight.coalescedRequests() + rendering.coalescedRequests();
    }

    /** Bounds the cache to half of its maximum, or to all of it. May take a while: not for an event loop. */
    public void halve(boolean isHalf) {
        store.halve(isHalf);
    }

    /**
     * Returns an image as this caller may see it, for a client's request.
     *
     * <p>The caller's token was validated just now. The future never fails and completes on the caller's event loop.
     */
    public Future<CacheResult<CachedImage>> image(ImageId id, Caller caller) {
        return image(id, caller, Waiter.REQUEST, loaded -> {});
    }

    /** Returns the same, for a request that is shown this view of it; what is loaded for the request is rendered so at once. */
    public Future<CacheResult<CachedImage>> image(ImageId id, Caller caller, View view) {
        return image(id, caller, Waiter.REQUEST, loaded -> renderLoaded(loaded, view));
    }

    /** Loads an image into the cache as {@link #image} does, for no request: none is counted as waiting for it. */
    public Future<CacheResult<CachedImage>> preload(ImageId id, Caller caller) {
        return image(id, caller, Waiter.BACKGROUND, loaded -> {});
    }

    private Future<CacheResult<CachedImage>> image(
            ImageId id, Caller caller, Waiter waiter, Consumer<CachedImage> onLoaded) {
        if (!id.canonical()) {
            return logged(id, caller, loads.bypass(id, caller));
        }
        CacheResult<CachedImage> cached = store.lookUp(id, caller.identity());
        if (cached == null) {
            return logged(id, caller, loads.join(id, caller, waiter, onLoaded));
        }
        if (cached.cacheOutcome() == CacheOutcome.STALE) {
            CachedImage stale = value(cached);
            loads.refresh(id, caller, stale, loaded -> renderAs(stale, loaded));
        } else if (cached.cacheOutcome() == CacheOutcome.HIT && sampler.shouldSample()) {
            loads.sample(id, caller, value(cached));
        }
        return logged(id, caller, Future.succeededFuture(cached));
    }

    private static Future<CacheResult<CachedImage>> logged(
            ImageId id, Caller caller, Future<CacheResult<CachedImage>> result) {
        return LOG.isDebugEnabled()
                ? result.onSuccess(end -> LOG.debug(
                        "image {}: {}, {} for access class {} (request {})",
                        id,
                        end.cacheOutcome().word(),
                        end.outcome().word(),
                        caller.identity().accessClass(),
                        caller.requestId()))
                : result;
    }

    /**
     * Returns an image if it is cached for this caller and fresh, else null: then {@link #image} has it, as also for the
     * hits that are sampled while the feed of changes is live. The caller's token was validated just now.
     */
    public @Nullable CachedImage fresh(ImageId id, Identity identity) {
        CachedImage cached = id.canonical() ? store.get(id, identity) : null;
        return cached != null && store.state(cached) == State.FRESH && !sampler.shouldDefer() ? cached : null;
    }

    /**
     * Returns what is cached for this caller and may be served without asking Glance, also if it is stale or that there is no
     * such image; null for nothing, and for an image that would have to be rendered on a worker. Begins neither a load nor a
     * refresh: for requests that there is no room for. The caller's token was validated just now.
     */
    public @Nullable CacheResult<CachedImage> cached(ImageId id, Identity identity, View view) {
        CacheResult<CachedImage> cached = id.canonical() ? store.lookUp(id, identity) : null;
        if (cached == null || !(cached.outcome() instanceof Outcome.Found<CachedImage> found)) {
            return cached;
        }
        CachedImage image = found.value();
        return image.document(view) == null && isLarge(image) ? null : cached;
    }

    /** Returns the image of a result that has one. */
    private static CachedImage value(CacheResult<CachedImage> cached) {
        return ((Outcome.Found<CachedImage>) cached.outcome()).value();
    }

    /**
     * Invalidates an image for all callers: what was loaded before is never served again, and a load in progress is neither
     * stored nor joined from now on.
     */
    public void invalidate(ImageId id) {
        store.invalidate(id);
    }

    /**
     * Invalidates an image that was changed past the gateway, and caches no load of an older one.
     *
     * @param updated the change's {@code updated_at}; null for unknown
     */
    public void invalidate(ImageId id, @Nullable String updated) {
        store.recordChange(id, updated);
        store.invalidate(id);
    }

    /** Invalidates all images, as {@link #invalidate(ImageId)} does with one. May take a while: not for an event loop. */
    public void invalidateAll() {
        store.invalidateAll();
    }

    /** Returns what is cached of an image for all access classes, the newest first. */
    public List<CacheEntryInfo> info(ImageId id) {
        return store.info(id);
    }

    /**
     * Returns what an operator searches for, the newest first and at most so many. Looks at all images, and takes long for
     * many: not for an event loop.
     */
    public ImageSearch.Result search(ImageSearch search, int limit) {
        return store.search(search, limit);
    }

    /**
     * Invalidates all images that an operator searches for, for all callers, and returns how many. Looks at all images: not for
     * an event loop.
     */
    public int invalidate(ImageSearch search) {
        return store.invalidate(search);
    }

    /**
     * Requires a revalidation of all that is cached, since an invalidation may have been missed: each image is served only
     * after Glance was asked, or as it is if Glance fails.
     */
    public void requireRevalidation() {
        store.requireRevalidation();
    }

    /**
     * Sets whether the feed of changes made past the gateway is live: then TTLs are longer, and one hit in a hundred is
     * sampled for a change that the feed has missed. At first it is not live.
     */
    public void setFeedLive(boolean isLive) {
        store.setFeedLive(isLive);
        sampler.setEnabled(isLive);
    }

    /** Returns how many changes the feed was found to have missed since the last call, and invalidates their images. */
    public int drainMissedChanges() {
        int changes = 0;
        for (ImageId id = sampler.nextMissedChange(); id != null; id = sampler.nextMissedChange()) {
            // The variants of other access classes are from before the change.
            store.invalidate(id);
            changes++;
        }
        return changes;
    }

    /** A write to the image is about to be sent: until {@link #endWrite}, nothing of the image is stored. */
    public ImageWrite beginWrite(ImageId id, Identity identity) {
        ImageWrite write = new ImageWrite(id, identity);
        store.beginWrite(write);
        return write;
    }

    /**
     * The write has ended. Unless it surely was not made, the image is invalidated for all callers. If the outcome is unknown,
     * the write may still be committed, and in addition nothing of the image is stored for a minute.
     *
     * <p>A write that surely was not made invalidates nothing: anybody may send changes that Glance refuses. If Glance has
     * refused it since there is no such image, or another one than was expected, what the writer's own class is served must be
     * revalidated.
     */
    public void endWrite(ImageWrite write, Outcome<?> outcome) {
        if (outcome.mayBeApplied()) {
            invalidateWritten(write.id(), outcome);
        }
        store.endWrite(write);
        // After the loads that waited for the write are stored: they began before the refusal.
        if (!outcome.mayBeApplied()
                && (outcome.isFailure(Failure.Kind.NOT_FOUND) || outcome.isFailure(Failure.Kind.CONFLICT))) {
            requireRevalidation(write.id(), write.identity());
        }
    }

    private void invalidateWritten(ImageId id, Outcome<?> outcome) {
        if (ImageWrite.mayStillBeMade(outcome)) {
            store.suspend(id);
        }
        store.invalidate(id);
        if (outcome instanceof Outcome.Found<?> found && found.value() instanceof Image changed) {
            store.recordChange(id, changed.updated());
        }
    }

    /**
     * Requires a revalidation of what this caller's class is served of an image: Glance was seen to have another for it, or
     * none. What other classes are served stays as it is.
     */
    public void requireRevalidation(ImageId id, Identity identity) {
        store.requireRevalidation(id, identity);
    }

    /**
     * Returns the document of an image, rendered now if this view of it was not rendered before: at once, or on a worker
     * thread if the image is so large that rendering it would block the event loop. However many callers of a project want it
     * then, it is rendered once.
     *
     * @return the document; {@link Failure.Kind#UNAVAILABLE} if the byte budget has no room for it. The future never fails
     */
    public Future<Outcome<ResponseTemplate>> renderedDocument(CachedImage image, View view, Identity identity) {
        ResponseTemplate rendered = image.document(view);
        if (rendered != null) {
            return Future.succeededFuture(new Outcome.Found<>(rendered));
        }
        return isLarge(image)
                ? rendering.shared(image, view, identity, growth -> renderLarge(image, view, identity, growth))
                : Future.succeededFuture(new Outcome.Found<>(render(image, view, identity, Growth.UNLIMITED)));
    }

    /**
     * Returns what is made of an image, such as another document: at once or, if the image is large, on a worker thread.
     *
     * @return what was made; {@link Failure.Kind#UNAVAILABLE} if the byte budget has no room for it
     */
    public <T> Future<Outcome<T>> render(Image image, Identity identity, Function<Growth, T> renderer) {
        return made(image.weight(), identity, renderer);
    }

    /**
     * Returns what is made of the record of a cached image: at once or, if the image is large, on a worker thread, since the
     * record is unpacked for it.
     *
     * @return what was made; {@link Failure.Kind#UNAVAILABLE} if the byte budget has no room for it
     */
    public <T> Future<Outcome<T>> read(CachedImage image, Identity identity, BiFunction<Image, Growth, T> reader) {
        return made(image.weight(), identity, growth -> reader.apply(image.image(), growth));
    }

    private <T> Future<Outcome<T>> made(long recordBytes, Identity identity, Function<Growth, T> maker) {
        return recordBytes > WORKER_BYTES
                ? rendering.alone(recordBytes, identity, maker)
                : Future.succeededFuture(new Outcome.Found<>(maker.apply(Growth.UNLIMITED)));
    }

    /** Returns whether it is rendered on a worker. */
    private static boolean isLarge(CachedImage image) {
        return image.weight() > WORKER_BYTES;
    }

    /** What replaces an image is served in the same views: each would have to be rendered for the next request otherwise. */
    private void renderAs(CachedImage replaced, CachedImage loaded) {
        View.ALL.stream().filter(view -> replaced.document(view) != null).forEach(view -> renderLoaded(loaded, view));
    }

    /** Before it is stored, since that weighs it: it would be stored once more. A large image waits for its turn on a worker. */
    private void renderLoaded(CachedImage image, View view) {
        if (isLarge(image)) {
            return;
        }
        try {
            image.add(view, renderer.render(image.image(), view, Growth.UNLIMITED));
        } catch (RuntimeException bug) {
            LOG.debug("image not rendered: {}", bug.toString());
            // It is thrown again where the image is rendered for the response, which is then a 500.
        }
    }

    /** Makes the entity tag, too, which would take as long. */
    private ResponseTemplate renderLarge(CachedImage image, View view, Identity identity, Growth growth) {
        ResponseTemplate document = render(image, view, identity, growth);
        document.tag();
        return document;
    }

    private ResponseTemplate render(CachedImage image, View view, Identity identity, Growth growth) {
        // image() unpacks the record once a document exists, so it is called once.
        Image record = image.image();
        ResponseTemplate document = renderer.render(record, view, growth);
        image.add(view, document);
        ImageId id = ImageId.parse(record.id());
        if (id != null) {
            store.updateWeight(id, identity.projectOrClass());
        }
        return document;
    }
}

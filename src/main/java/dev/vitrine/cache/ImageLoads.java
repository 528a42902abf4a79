package dev.vitrine.cache;

import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Source;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loads of images from Glance: one at a time for an access class and generation; the results are stored. Any thread. */
final class ImageLoads {
    private static final Logger LOG = LoggerFactory.getLogger(ImageLoads.class);

    private final ImageStore store;
    private final ConsistencySampler sampler;
    private final ImageCache.Loader loader;
    private final SingleFlight<Key, CachedImage> singleFlight;

    /**
     * What a load is for; every invalidation moves the generation or the epoch, so that no later request joins it. Ordered by
     * the id, so that a hash table can search a bucket of ids that were chosen to collide.
     *
     * @param asking an access class, or the class of one token
     */
    record Key(ImageId id, Digest asking, long generation, long epoch) implements Comparable<Key> {
        static Key of(ImageId id, Digest asking, LoadSnapshot snapshot) {
            return new Key(id, asking, snapshot.generation(), snapshot.epoch());
        }

        @Override
        public int compareTo(Key other) {
            return id.compareTo(other.id);
        }
    }

    /** Begins a load, and runs something when what it has loaded is stored, or will not be. */
    private interface BackgroundLoad {
        Future<Outcome<CachedImage>> begin(Caller caller, LoadSnapshot snapshot, Runnable stored);
    }

    ImageLoads(
            ImageStore store,
            ConsistencySampler sampler,
            ImageCache.Loader loader,
            SingleFlight<Key, CachedImage> singleFlight) {
        this.store = store;
        this.sampler = sampler;
        this.loader = loader;
        this.singleFlight = singleFlight;
    }

    /** Returns Glance's response, and stores nothing of it. */
    Future<CacheResult<CachedImage>> bypass(ImageId id, Caller caller) {
        return load(id, caller, store.snapshot(id)).map(loaded -> new CacheResult<>(loaded, CacheOutcome.BYPASS));
    }

    /**
     * Joins the load in progress or begins one; if Glance fails, the result is a stale image that may still be served. What
     * the load of another token brought for that token alone is loaded again with the caller's own.
     *
     * @param onLoaded gets what this caller's load has brought, before it is stored
     */
    Future<CacheResult<CachedImage>> join(ImageId id, Caller caller, Waiter waiter, Consumer<CachedImage> onLoaded) {
        Identity identity = caller.identity();
        return join(id, caller, identity.accessClass(), waiter, onLoaded)
                .compose(result -> isForAnother(result, identity)
                        ? join(id, caller, identity.tokenClass(), waiter, onLoaded)
                        : Future.succeededFuture(result));
    }

    private static boolean isForAnother(CacheResult<CachedImage> result, Identity identity) {
        return result.outcome() instanceof Outcome.Found<CachedImage> found
                && !found.value().isVisibleTo(identity);
    }

    private Future<CacheResult<CachedImage>> join(
            ImageId id, Caller caller, Digest asking, Waiter waiter, Consumer<CachedImage> onLoaded) {
        Identity identity = caller.identity();
        boolean isCached = store.get(id, identity) != null;
        LoadSnapshot snapshot = store.snapshot(id);
        return singleFlight
                .join(
                        Key.of(id, asking, snapshot),
                        new Client(caller.token(), identity.projectOrClass(), caller.isGone(), caller.trace()),
                        waiter,
                        areAllGone -> loadAndStore(id, caller.sharing(areAllGone), snapshot, onLoaded, () -> {}))
                .map(result -> {
                    // Looked up again: what was cached before the wait may have been invalidated during it.
                    CachedImage stale = result.outcome().isOutage() ? store.staleIfError(id, identity) : null;
                    if (stale != null) {
                        return CacheResult.found(stale, CacheOutcome.STALE);
                    }
                    CacheOutcome led = isCached ? CacheOutcome.REFRESHED : CacheOutcome.MISS;
                    return new CacheResult<>(result.outcome(), result.isLeader() ? led : CacheOutcome.COALESCED);
                });
    }

    /**
     * Refreshes a stale image in the background, with the token of the caller that it is served to.
     *
     * @param onLoaded gets what the load has brought, before it is stored
     */
    void refresh(ImageId id, Caller caller, CachedImage served, Consumer<CachedImage> onLoaded) {
        beginInBackground(
                id,
                caller,
                served,
                (staying, snapshot, stored) -> loadAndStore(id, staying, snapshot, onLoaded, stored));
    }

    /** Loads a fresh image again in the background, to compare the two. */
    void sample(ImageId id, Caller caller, CachedImage served) {
        long invalidations = store.invalidations(id);
        beginInBackground(
                id,
                caller,
                served,
                (staying, snapshot, stored) -> load(id, staying, snapshot).onSuccess(outcome -> {
                    storeLoaded(id, caller, outcome, snapshot, stored);
                    sampler.compare(id, served, invalidations, outcome);
                }));
    }

    /**
     * One refresh of an image at a time, however many access classes share it; it goes on without the client. It lasts until what
     * it has loaded is stored: before that the image is stale, and each request would begin another one.
     */
    private void beginInBackground(ImageId id, Caller caller, CachedImage served, BackgroundLoad load) {
        if (!served.tryBeginRefresh()) {
            return;
        }
        LoadSnapshot snapshot = store.snapshot(id);
        Caller staying = caller.sharing(() -> false);
        boolean begun = singleFlight.tryBegin(
                Key.of(id, caller.identity().accessClass(), snapshot),
                caller.token(),
                caller.trace(),
                Source.notStored(isAbandoned ->
                        load.begin(staying, snapshot, served::endRefresh).onFailure(bug -> served.endRefresh())));
        if (!begun) {
            served.endRefresh();
        }
    }

    /** Looks the image up once more: the last load may have ended since this caller looked. */
    private Future<Outcome<CachedImage>> loadAndStore(
            ImageId id, Caller caller, LoadSnapshot snapshot, Consumer<CachedImage> onLoaded, Runnable stored) {
        CacheResult<CachedImage> cached = store.lookUp(id, caller.identity());
        if (cached != null && cached.cacheOutcome() != CacheOutcome.STALE) {
            stored.run();
            return Future.succeededFuture(cached.outcome());
        }
        return load(id, caller, snapshot).onSuccess(outcome -> {
            if (outcome instanceof Outcome.Found<CachedImage> found) {
                onLoaded.accept(found.value());
            }
            storeLoaded(id, caller, outcome, snapshot, stored);
        });
    }

    /**
     * Stores what was loaded, and then runs something. The platform drops what a handler of a future throws: without a word, and
     * an image that is being refreshed would never be refreshed again.
     */
    private void storeLoaded(
            ImageId id, Caller caller, Outcome<CachedImage> outcome, LoadSnapshot snapshot, Runnable stored) {
        Future<?> put;
        try {
            put = put(id, caller, outcome, snapshot);
        } catch (RuntimeException bug) {
            put = Future.failedFuture(bug);
        }
        put.onComplete(end -> {
            if (end.failed()) {
                LOG.error("image {} not stored (request {})", id, caller.requestId(), end.cause());
            }
            stored.run();
        });
    }

    private Future<Outcome<CachedImage>> load(ImageId id, Caller caller, LoadSnapshot snapshot) {
        boolean isClassRecent = loader.isClassRecent(caller);
        return loader.load(id, caller)
                .map(outcome -> outcome.map(image -> store.loaded(image, caller.identity(), snapshot, isClassRecent)));
    }

    /** Completes when what was loaded is stored, or will not be. */
    private Future<?> put(ImageId id, Caller caller, Outcome<CachedImage> outcome, LoadSnapshot snapshot) {
        if (outcome instanceof Outcome.Found<CachedImage> found) {
            return store.put(ended(id, caller, snapshot), found.value());
        }
        return outcome instanceof Outcome.Failed<CachedImage> failed
                        && failed.failure().isAnswer()
                ? store.putNegative(ended(id, caller, snapshot), failed.failure())
                : Future.succeededFuture();
    }

    private ImageStore.EndedLoad ended(ImageId id, Caller caller, LoadSnapshot snapshot) {
        return new ImageStore.EndedLoad(id, caller.identity(), snapshot, loader.isClassConfirmed(caller));
    }
}

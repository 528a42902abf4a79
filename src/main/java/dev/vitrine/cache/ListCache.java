package dev.vitrine.cache;

import dev.vitrine.async.EventLoops;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Result;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.cache.Freshness.State;
import dev.vitrine.cache.ListStore.CachedList;
import dev.vitrine.cache.ListStore.ListKey;
import dev.vitrine.cache.ListStore.Snapshot;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of lists, for the asking access class alone: a list is fresh, stale, to be revalidated or expired as an image is
 * ({@link Freshness}), and ends with the next change of any image, made through this gateway or notified.
 *
 * <p>A change ends the lists of all classes. A notification does not prove which ones the image was in: it names neither the
 * former visibility nor the former members, and Glance's policy decides which roles list the images of other projects.
 *
 * <p>A list never fills the cache of single images: who may see an image and who finds it in a list are two rules of
 * Glance's. One for the whole process; any thread.
 */
public final class ListCache {
    /**
     * Which part of the cache the loads may take that wait to be stored in it: three quarters of that, the share of a project,
     * hold the largest list that is cached.
     */
    private static final int PENDING_PARTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ListCache.class);

    /** Timers count whole milliseconds. */
    private static final Duration TICK = Duration.ofMillis(1);

    private final Loader loader;
    private final SingleFlight<LoadKey, Listing> singleFlight;
    private final ListStore store;
    private final PendingLoads pending;
    private final Duration timeout;
    private final Duration staleTimeout;
    private final Clocks clocks;

    /** The loads whose results are not stored yet, of each list the one that began last. */
    private final ConcurrentMap<ListKey, UnstoredLoad> loads = new ConcurrentHashMap<>();

    /** Loads and renders a list. */
    public interface Loader {
        /**
         * Returns what Glance lists for this caller; the future never fails.
         *
         * @param former what the same list was when it was loaded the last time for this caller's class or token, for {@link
         *     Listing#records its records}: it may show what was changed since. Null if that is not known
         * @param onSent is run each time Glance is going to be asked for a part of it: what is loaded is no older than the first
         *     time. If it is never run, what is loaded is as old as this call
         */
        Future<Outcome<Listing>> load(Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent);

        /** Returns whether what the caller has loaded may be kept: see {@link ImageCache.Loader#isClassConfirmed}. */
        Future<Boolean> isClassConfirmed(Caller caller);
    }

    /**
     * Which list, in which form.
     *
     * @param query what is asked for
     * @param view how its images are shown
     * @param detail whether they are shown whole
     */
    public record Wanted(ListQuery query, View view, boolean detail) {}

    /**
     * What an operator may know of a list cached for one access class: nothing of its content but the number of its images.
     *
     * @param asking the access class that Glance showed it to, or the class of one token
     * @param isForTokenAlone whether it is for one token
     * @param state the word of its {@link State}; "invalidated" if an image was changed since Glance was asked for it
     * @param age since Glance was asked for it
     * @param images how many images it has
     * @param bytes about how much heap it takes
     */
    public record EntryInfo(
            Digest asking, boolean isForTokenAlone, String state, Duration age, int images, long bytes) {}

    /** A list, and what this caller's load of it is kept under. */
    private record Target(Wanted wanted, ListKey key) {
        static Target ofClass(Wanted wanted, Caller caller) {
            return new Target(wanted, ListKey.ofClass(wanted, caller.identity()));
        }

        static Target ofToken(Wanted wanted, Caller caller) {
            return new Target(wanted, ListKey.ofToken(wanted, caller.identity()));
        }

        /** Returns the target of a caller that has loaded that list. */
        static Target of(Wanted wanted, Caller caller, Listing listing) {
            return listing.isForTokenAlone() ? ofToken(wanted, caller) : ofClass(wanted, caller);
        }
    }

    /** What a load is for; every invalidation moves the generation or the epoch: see {@link UnstoredLoad#isCurrent}. */
    private record LoadKey(ListKey key, long generation, long epoch) {
        static LoadKey of(ListKey key, Snapshot snapshot) {
            return new LoadKey(key, snapshot.generation(), snapshot.epoch());
        }
    }

    /** A load whose result is not stored yet. */
    private static final class UnstoredLoad {
        private final Snapshot begun;
        private final AtomicReference<@Nullable Snapshot> asked = new AtomicReference<>();

        UnstoredLoad(Snapshot begun) {
            this.begun = begun;
        }

        void onSent(Snapshot now) {
            asked.compareAndSet(null, now);
        }

        /** Returns the state when Glance was asked first, if it was. */
        Snapshot since() {
            Snapshot first = asked.get();
            return first == null ? begun : first;
        }

        /**
         * Returns whether a request may join it now: if Glance has still to be asked, whatever has changed since it began, or if
         * nothing has changed since Glance was asked. So changes make no further loads while lists wait for their turn.
         */
        boolean isCurrent(Snapshot now) {
            Snapshot first = asked.get();
            return first == null || (first.generation() == now.generation() && first.epoch() == now.epoch());
        }
    }

    /**
     * Makes an empty cache.
     *
     * @param timeout how long callers wait for a list at most
     * @param staleTimeout the same for callers that may be served a stale list if Glance fails: if it takes longer they are, and
     *     the load goes on
     */
    public ListCache(
            EventLoops loops,
            CacheConfig settings,
            Duration timeout,
            Duration staleTimeout,
            Clocks clocks,
            Loader loader) {
        this.loader = loader;
        this.timeout = timeout;
        this.staleTimeout = staleTimeout;
        this.clocks = clocks;
        this.singleFlight = new SingleFlight<>(loops, timeout, SingleFlight.HOLD_DOWN, clocks);
        this.store = new ListStore(settings, clocks);
        this.pending = new PendingLoads(settings.listMaxBytes() / PENDING_PARTS);
    }

    /** Returns the approximate number of cached lists. */
    public long size() {
        return store.size();
    }

    /** Returns about how many bytes of heap they take. May block: not for an event loop. */
    public long bytes() {
        return store.bytes();
    }

    /** Returns how many bytes they may take now: {@code cache.list-max-bytes}, or half of it while the heap is nearly full. */
    public long maxBytes() {
        return store.maxBytes();
    }

    /** Returns what is cached of a list for all access classes, the newest first. May take a while: not for an event loop. */
    public List<EntryInfo> info(Wanted wanted) {
        return store.info(wanted);
    }

    /** Returns the number of requests that wait for a list, the coalesced ones included. */
    public int waitingRequests() {
        return singleFlight.waitingRequests();
    }

    /** Bounds the cache to half of its maximum, or to all of it. May take a while: not for an event loop. */
    public void halve(boolean isHalf) {
        store.halve(isHalf);
    }

    /** Returns the number of requests that wait for a list which another request is loading. */
    public int coalescedRequests() {
        return singleFlight.coalescedRequests();
    }

    /**
     * Returns a list as this caller may see it: a cached one, what a load brings, or a stale one if Glance fails.
     *
     * <p>The caller's token was validated just now. The future never fails and completes on the caller's event loop.
     */
    public Future<CacheResult<Listing>> list(Wanted wanted, Caller caller) {
        Future<CacheResult<Listing>> result = lookUpOrLoad(wanted, caller);
        return LOG.isDebugEnabled()
                ? result.onSuccess(end -> LOG.debug(
                        "list {}: {}, {} for access class {} (request {})",
                        wanted.query.digest(),
                        end.cacheOutcome().word(),
                        end.outcome().word(),
                        caller.identity().accessClass(),
                        caller.requestId()))
                : result;
    }

    private Future<CacheResult<Listing>> lookUpOrLoad(Wanted wanted, Caller caller) {
        store.invalidateIfDue();
        CachedList cached = store.get(wanted, caller.identity());
        Listing listing = cached == null ? null : cached.listing();
        if (listing == null) {
            return join(Target.ofClass(wanted, caller), caller, CacheOutcome.MISS);
        }
        Target target = Target.of(wanted, caller, listing);
        return switch (store.state(cached)) {
            case FRESH -> Future.succeededFuture(CacheResult.found(listing, CacheOutcome.HIT));
            case STALE -> {
                refresh(target, caller);
                yield Future.succeededFuture(CacheResult.found(listing, CacheOutcome.STALE));
            }
            case MUST_REVALIDATE, EXPIRED -> join(target, caller, CacheOutcome.REFRESHED);
        };
    }

    /**
     * Returns a list if it is cached for this caller and fresh, else null: then {@link #list} has it. The caller's token was
     * validated just now.
     */
    public @Nullable Listing fresh(Wanted wanted, Identity identity) {
        store.invalidateIfDue();
        CachedList cached = store.get(wanted, identity);
        return cached != null && store.state(cached) == State.FRESH ? cached.listing() : null;
    }

    /**
     * Joins the load in progress or begins one; if Glance fails, the result is a stale list that may still be served. A caller
     * for which there is one waits less long; if that is invalidated meanwhile, it waits anew. What the load of another token
     * brought for that token alone is loaded again with the caller's own.
     *
     * @param led how the cache came by it if this caller's own load did
     */
    private Future<CacheResult<Listing>> join(Target target, Caller caller, CacheOutcome led) {
        boolean hadStale = staleIfError(target.wanted, caller.identity()) != null;
        long begin = clocks.nanos();
        return join(target, caller, hadStale ? staleTimeout : timeout).compose(result -> {
            // Looked up again: what was cached before the wait may have been invalidated during it.
            boolean isOutage = result.outcome().isOutage();
            Listing stale = isOutage ? staleIfError(target.wanted, caller.identity()) : null;
            if (stale != null) {
                return Future.succeededFuture(CacheResult.found(stale, CacheOutcome.STALE));
            }
            boolean hasGivenUp = isOutage
                    && hadStale
                    && clocks.nanos() - begin >= staleTimeout.minus(TICK).toNanos();
            Future<Result<Listing>> end = hasGivenUp ? join(target, caller, timeout) : Future.succeededFuture(result);
            return end.map(last -> new CacheResult<>(last.outcome(), last.isLeader() ? led : CacheOutcome.COALESCED));
        });
    }

    private Future<Result<Listing>> join(Target target, Caller caller, Duration most) {
        return joinOne(target, caller, most)
                .compose(result -> isForAnother(result, caller)
                        ? joinOne(Target.ofToken(target.wanted, caller), caller, most)
                        : Future.succeededFuture(result));
    }

    private Future<Result<Listing>> joinOne(Target target, Caller caller, Duration most) {
        Snapshot snapshot = snapshot(target);
        return singleFlight.join(
                LoadKey.of(target.key, snapshot),
                new Client(caller.token(), caller.identity().projectOrClass(), caller.isGone(), caller.trace(), most),
                Waiter.REQUEST,
                source(target, caller, snapshot));
    }

    private SingleFlight.Source<Listing> source(Target target, Caller caller, Snapshot snapshot) {
        Promise<Void> stored = Promise.promise();
        UnstoredLoad load = new UnstoredLoad(snapshot);
        return new SingleFlight.Source<>(
                areAllGone -> load(target, caller.sharing(areAllGone), load, stored::tryComplete),
                stored.future(),
                () -> store.isFresh(load.since()));
    }

    /** Returns the state for which a load is begun, or has begun that may be joined. */
    private Snapshot snapshot(Target target) {
        Snapshot now = store.snapshot();
        UnstoredLoad load = loads.get(target.key);
        return load != null && load.isCurrent(now) ? load.begun : now;
    }

    /** Returns whether a list is for the token alone with which another caller has loaded it. */
    private static boolean isForAnother(Result<Listing> result, Caller caller) {
        return result.outcome() instanceof Outcome.Found<Listing> found
                && found.value().isForTokenAlone()
                && !Objects.equals(result.token(), caller.token());
    }

    private @Nullable Listing staleIfError(Wanted wanted, Identity identity) {
        store.invalidateIfDue();
        CachedList cached = store.get(wanted, identity);
        return cached == null || store.state(cached) == State.EXPIRED ? null : cached.listing();
    }

    /** Refreshes a stale list in the background, with the token of the caller that it is served to; once at a time. */
    private void refresh(Target target, Caller caller) {
        Snapshot snapshot = snapshot(target);
        singleFlight.tryBegin(
                LoadKey.of(target.key, snapshot), caller.token(), caller.trace(), source(target, caller, snapshot));
    }

    /**
     * Looks the list up once more: the last load may have ended since this caller looked. What is loaded is the state after Glance
     * was asked first; it does not count how long the load had to wait for its turn, and which changes came meanwhile.
     *
     * @param stored is run when what was loaded is stored, or will not be
     */
    private Future<Outcome<Listing>> load(Target target, Caller caller, UnstoredLoad load, Runnable stored) {
        CachedList cached = store.get(target.wanted, caller.identity());
        Listing listing = cached == null ? null : cached.listing();
        if (listing != null && store.state(cached) == State.FRESH) {
            stored.run();
            return Future.succeededFuture(new Outcome.Found<>(listing));
        }
        Listing former = store.former(target.wanted, caller.identity());
        loads.put(target.key, load);
        return loader.load(target.wanted, caller, former, () -> load.onSent(store.snapshot()))
                .onFailure(bug -> loads.remove(target.key, load))
                .onSuccess(outcome -> put(target, caller, outcome, load.since()).onComplete(end -> {
                    loads.remove(target.key, load);
                    stored.run();
                }))
                // Who waits needs no records, and the cache has counted its own.
                .map(outcome -> outcome.map(found -> found.withRecords(KnownRecords.NONE)));
    }

    /** Returns whether Glance has refused the list, which is then no longer served; a refused token says nothing of it. */
    private static boolean isAnswer(Outcome<Listing> outcome) {
        return outcome instanceof Outcome.Failed<Listing> failed
                && (failed.failure().isAnswer() || failed.failure().kind() == Kind.REJECTED);
    }

    private Future<?> put(Target target, Caller caller, Outcome<Listing> outcome, Snapshot snapshot) {
        if (outcome instanceof Outcome.Found<Listing> found) {
            ListKey kept = Target.of(target.wanted, caller, found.value()).key;
            return put(kept, caller, store.loaded(found.value(), snapshot));
        }
        return isAnswer(outcome) ? put(target.key, caller, store.loaded(null, snapshot)) : Future.succeededFuture();
    }

    private Future<?> put(ListKey key, Caller caller, CachedList loaded) {
        String project = caller.identity().projectOrClass();
        return pending.storeWhen(
                loader.isClassConfirmed(caller), store.weight(loaded), project, () -> store.put(key, project, loaded));
    }

    /** Invalidates all lists: a change to an image may be in any of them. None is served again. */
    public void invalidateAll() {
        store.invalidateAll();
    }

    /** Invalidates all lists within 100 ms, once for all the calls in that time: a notification has come. */
    public void invalidateThrottled() {
        store.invalidateThrottled();
    }

    /**
     * A write to an image has ended. Unless it surely was not made, all lists are invalidated. If the outcome is unknown, the
     * write may still be committed: a list that is loaded within a minute is served for two seconds at most, not even while
     * Glance fails for longer.
     */
    public void endWrite(Outcome<?> outcome) {
        if (outcome.mayBeApplied()) {
            store.endWrite(outcome);
        }
    }

    /**
     * Requires a revalidation of all lists, since an invalidation may have been missed: each is served only after Glance was
     * asked, or as it is if Glance fails.
     */
    public void requireRevalidation() {
        store.requireRevalidation();
    }

    /**
     * Sets whether the feed of changes made past the gateway is live: then TTLs are longer. At first it is not live. When it is
     * no longer, all lists must be revalidated.
     */
    public void setFeedLive(boolean isLive) {
        store.setFeedLive(isLive);
    }
}

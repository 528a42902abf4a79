package dev.vitrine.cache;

import dev.vitrine.async.EventLoops;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Result;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The cache of lists: each for a short TTL, for the asking access class alone, and only until any image changes through
 * this gateway, or a notification says that one has changed past it.
 *
 * <p>A list never fills the cache of single images: who may see an image and who finds it in a list are two rules of
 * Glance's. One for the whole process; any thread.
 */
public final class ListCache {
    /** The minimum time between two invalidations by notifications: each image that is uploaded causes several. */
    static final Duration INVALIDATION_INTERVAL = Duration.ofMillis(100);

    /** What a list takes beside its document and filters, measured by filling the cache with empty lists. */
    private static final int ENTRY_BYTES = 360;

    private static final int FILTER_BYTES = 120;

    private final Loader loader;
    private final Clocks clocks;
    private final long ttlNanos;
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong invalidatedNanos;
    private volatile boolean isInvalidationDue;
    private final SingleFlight<LoadKey, Listing> singleFlight;
    private final BoundedCache<ListKey, Entry> lists;
    private final PendingLoads pending;

    /** Loads and renders a list. */
    public interface Loader {
        /** Returns what Glance lists for this caller; the future never fails. */
        Future<Outcome<Listing>> load(Wanted wanted, Caller caller);

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
    public record Wanted(ListQuery query, View view, boolean detail) {
        /** Returns about how many bytes of heap this takes: clients choose its words. */
        int weight() {
            int weight = 0;
            for (ListQuery.Filter filter : query.filters()) {
                weight += FILTER_BYTES
                        + filter.name().length()
                        + 2 * filter.value().length();
            }
            return weight;
        }
    }

    /**
     * What a list is kept under.
     *
     * @param asking an access class, or the class of one token
     */
    private record ListKey(Wanted wanted, Digest asking) {}

    private record LoadKey(ListKey key, long epoch) {}

    /** A list, when its load began and ended by the monotonic clock, and the epoch of its begin. */
    private record Entry(Listing listing, long startNanos, long endNanos, long epoch) {}

    /** Makes an empty cache, whose callers wait for a list no longer than the timeout. */
    public ListCache(EventLoops loops, CacheConfig settings, Duration timeout, Clocks clocks, Loader loader) {
        this.loader = loader;
        this.clocks = clocks;
        this.ttlNanos = settings.listFresh().toNanos();
        this.invalidatedNanos = new AtomicLong(clocks.nanos() - INVALIDATION_INTERVAL.toNanos());
        this.singleFlight = new SingleFlight<>(loops, timeout, SingleFlight.HOLD_DOWN, clocks);
        this.pending = new PendingLoads(settings.listMaxBytes());
        this.lists = new BoundedCache<>(settings.listMaxBytes(), ListCache::weight);
    }

    private static int weight(ListKey key, Entry entry) {
        return ENTRY_BYTES + key.wanted.weight() + entry.listing.document().weight();
    }

    /** Returns the approximate number of cached lists. */
    public long size() {
        return lists.cache().estimatedSize();
    }

    /** Bounds the cache to half of its maximum, or to all of it. May take a while: not for an event loop. */
    public void halve(boolean isHalf) {
        lists.halve(isHalf);
    }

    /** Returns the number of requests that wait for a list which another request is loading. */
    public int coalescedRequests() {
        return singleFlight.coalescedRequests();
    }

    /** Returns a list as this caller may see it. The future never fails and completes on the caller's event loop. */
    public Future<CacheResult<Listing>> list(Wanted wanted, Caller caller) {
        Identity identity = caller.identity();
        long startEpoch = currentEpoch();
        Outcome<Listing> fresh = fresh(wanted, identity);
        if (fresh != null) {
            return Future.succeededFuture(new CacheResult<>(fresh, CacheOutcome.HIT));
        }
        return join(new ListKey(wanted, identity.accessClass()), caller, startEpoch)
                .compose(result -> isForAnother(result, caller)
                        ? join(new ListKey(wanted, identity.tokenClass()), caller, startEpoch)
                        : Future.succeededFuture(result))
                .map(result -> new CacheResult<>(
                        result.outcome(), result.isLeader() ? CacheOutcome.MISS : CacheOutcome.COALESCED));
    }

    private Future<Result<Listing>> join(ListKey key, Caller caller, long startEpoch) {
        return singleFlight.join(
                new LoadKey(key, startEpoch),
                new Client(caller.token(), caller.identity().projectOrClass(), caller.isGone()),
                Waiter.REQUEST,
                areAllGone -> load(key.wanted, caller.sharing(areAllGone), startEpoch));
    }

    /** Returns whether a list is for the token alone with which another caller has loaded it. */
    private static boolean isForAnother(Result<Listing> result, Caller caller) {
        return result.outcome() instanceof Outcome.Found<Listing> found
                && found.value().isForTokenAlone()
                && !Objects.equals(result.token(), caller.token());
    }

    /** Invalidates all lists: a change to an image may be in any of them. */
    public void invalidateAll() {
        epoch.incrementAndGet();
    }

    /** Invalidates all lists within 100 ms, once for all the calls in that time: a notification has come. */
    public void invalidateThrottled() {
        isInvalidationDue = true;
    }

    /** No timer runs for it: the epoch of an invalidation that is due moves at the next request for a list. */
    private long currentEpoch() {
        long invalidated = invalidatedNanos.get();
        long now = clocks.nanos();
        if (isInvalidationDue
                && now - invalidated >= INVALIDATION_INTERVAL.toNanos()
                && invalidatedNanos.compareAndSet(invalidated, now)) {
            // In this order: a notification that comes between the two moves the epoch once more.
            isInvalidationDue = false;
            epoch.incrementAndGet();
        }
        return epoch.get();
    }

    private @Nullable Outcome<Listing> fresh(Wanted wanted, Identity identity) {
        Outcome<Listing> shared = fresh(new ListKey(wanted, identity.accessClass()));
        return shared == null ? fresh(new ListKey(wanted, identity.tokenClass())) : shared;
    }

    private @Nullable Outcome<Listing> fresh(ListKey key) {
        Entry entry = lists.cache().getIfPresent(key);
        boolean isFresh = entry != null && entry.epoch == epoch.get() && clocks.nanos() - entry.startNanos < ttlNanos;
        return entry != null && isFresh ? new Outcome.Found<>(entry.listing) : null;
    }

    /** Looks the list up once more: the last load may have ended since this caller looked. */
    private Future<Outcome<Listing>> load(Wanted wanted, Caller caller, long startEpoch) {
        Outcome<Listing> fresh = fresh(wanted, caller.identity());
        if (fresh != null) {
            return Future.succeededFuture(fresh);
        }
        long startNanos = clocks.nanos();
        return loader.load(wanted, caller).onSuccess(outcome -> {
            // Stored with the epoch in which the load began: if that has passed, nothing is served from it.
            if (outcome instanceof Outcome.Found<Listing> found) {
                put(wanted, caller, new Entry(found.value(), startNanos, clocks.nanos(), startEpoch));
            }
        });
    }

    private void put(Wanted wanted, Caller caller, Entry loaded) {
        Identity identity = caller.identity();
        ListKey key =
                new ListKey(wanted, loaded.listing.isForTokenAlone() ? identity.tokenClass() : identity.accessClass());
        pending.storeWhen(
                loader.isClassConfirmed(caller),
                weight(key, loaded),
                identity.projectOrClass(),
                () -> put(key, loaded, identity.projectOrClass()));
    }

    /**
     * Of two loads that overlapped, nothing says which has the later state, whichever began later: neither is kept. They overlap
     * if one was overtaken since it took too long.
     */
    private void put(ListKey key, Entry loaded, String project) {
        lists.compute(key, project, (same, kept) -> {
            if (kept == null || kept.epoch < loaded.epoch || loaded.startNanos - kept.endNanos >= 0) {
                return loaded;
            }
            return kept.epoch > loaded.epoch ? kept : null;
        });
    }
}

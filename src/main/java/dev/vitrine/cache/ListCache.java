package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Digest;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of lists: for a moment, for the asking class of callers alone, and only until anything is changed
 * through this gateway, or is told to have been changed past it.
 *
 * <p>A list never fills the memory for single images: who may see an image, and who finds it in a list, are two rules.
 * One for the whole process; any thread.
 */
public final class ListCache {
    /** How often changes past the gateway end lists: each image that is uploaded makes several. */
    static final Duration COALESCED = Duration.ofMillis(100);

    /** What a list takes beside its document and filters, measured by filling the cache with empty lists. */
    private static final int ENTRY_BYTES = 360;

    private static final int FILTER_BYTES = 120;

    private final Loader loader;
    private final Clocks time;
    private final long freshNanos;
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong movedNanos;
    private volatile boolean isChanged;
    private final SingleFlight<FlightKey, Listing> flights;
    private final Cache<ListKey, Kept> lists;
    private final long maxBytes;

    /** Loads and renders a list. */
    public interface Loader {
        /** Returns what the backend lists for this caller; the future never fails. */
        Future<Outcome<Listing>> load(Wanted wanted, Caller caller);
    }

    /**
     * Which list, in which form.
     *
     * @param query what is asked for
     * @param view how its images are shown
     * @param detail whether they are shown whole
     */
    public record Wanted(ListQuery query, View view, boolean detail) {
        /** Returns about how many bytes of memory this takes: clients choose its words. */
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

    private record ListKey(Wanted wanted, Digest accessClass) {}

    private record FlightKey(ListKey key, long epoch) {}

    private record Kept(Listing listing, long loadedNanos, long epoch) {}

    /** Makes an empty cache, whose callers wait for a list as long as their patience lasts. */
    public ListCache(Loop loop, CacheConfig settings, Duration patience, Clocks time, Loader loader) {
        this.loader = loader;
        this.time = time;
        this.freshNanos = settings.listFresh().toNanos();
        this.movedNanos = new AtomicLong(time.nanos() - COALESCED.toNanos());
        this.flights = new SingleFlight<>(loop, patience, time);
        this.maxBytes = settings.listMaxBytes();
        this.lists = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((ListKey key, Kept kept) -> ENTRY_BYTES
                        + key.wanted.weight()
                        + kept.listing.document().weight())
                .executor(Runnable::run)
                .build();
    }

    /** Returns how many lists are remembered, about. */
    public long size() {
        return lists.estimatedSize();
    }

    /** Keeps half of what it may keep, or all of it. May take a while: not for an event loop. */
    public void halve(boolean isHalf) {
        lists.policy().eviction().ifPresent(bound -> bound.setMaximum(isHalf ? maxBytes / 2 : maxBytes));
    }

    /** Returns how many requests wait for a list that another request asked for. */
    public int passengers() {
        return flights.passengers();
    }

    /** Returns a list as this caller may see it. The future never fails and comes on the caller's context. */
    public Future<CacheResult<Listing>> list(Wanted wanted, Caller caller) {
        ListKey key = new ListKey(wanted, caller.identity().accessClass());
        long now = currentEpoch();
        Outcome<Listing> known = known(key);
        if (known != null) {
            return Future.succeededFuture(new CacheResult<>(known, CacheOutcome.HIT));
        }
        return flights.join(new FlightKey(key, now), caller, () -> load(key, caller, now))
                .map(ride ->
                        new CacheResult<>(ride.outcome(), ride.led() ? CacheOutcome.MISS : CacheOutcome.COALESCED));
    }

    /** Forgets all lists: a change may be in any of them. */
    public void invalidate() {
        epoch.incrementAndGet();
    }

    /** A change was made past the gateway: all lists are forgotten, within a tenth of a second, however many are told. */
    public void changed() {
        isChanged = true;
    }

    /** Nothing runs for it: the epoch of a change moves when somebody asks for a list. */
    private long currentEpoch() {
        long moved = movedNanos.get();
        long now = time.nanos();
        if (isChanged && now - moved >= COALESCED.toNanos() && movedNanos.compareAndSet(moved, now)) {
            // In this order: a change that is told between the two moves it once more.
            isChanged = false;
            epoch.incrementAndGet();
        }
        return epoch.get();
    }

    private @Nullable Outcome<Listing> known(ListKey key) {
        Kept kept = lists.getIfPresent(key);
        boolean isFresh = kept != null && kept.epoch == epoch.get() && time.nanos() - kept.loadedNanos < freshNanos;
        return kept != null && isFresh ? new Outcome.Found<>(kept.listing) : null;
    }

    private Future<Outcome<Listing>> load(ListKey key, Caller caller, long startEpoch) {
        Outcome<Listing> known = known(key);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        long startNanos = time.nanos();
        return loader.load(key.wanted, caller).onSuccess(outcome -> {
            // Kept with the epoch in which the load began: if that has passed, nobody is served from it.
            if (outcome instanceof Outcome.Found<Listing> found) {
                lists.put(key, new Kept(found.value(), startNanos, startEpoch));
            }
        });
    }
}

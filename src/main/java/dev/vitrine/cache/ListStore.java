package dev.vitrine.cache;

import dev.vitrine.async.Throttle;
import dev.vitrine.cache.Freshness.State;
import dev.vitrine.cache.ListCache.EntryInfo;
import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cached lists, and the conditions under which they are stored and served; it makes no calls. Any thread.
 *
 * <p>A change of any image moves the one <i>generation</i> of all lists, and what began to load before is never served after it.
 * Where a change may have been missed the <i>epoch</i> moves, and what began to load before must be revalidated.
 */
final class ListStore {
    /** The minimum time between two invalidations by notifications: each image that is uploaded causes several. */
    static final Duration INVALIDATION_INTERVAL = Duration.ofMillis(100);

    /** What a list takes beside its document, measured by filling the cache with empty lists. */
    private static final int ENTRY_BYTES = 460;

    private static final Logger LOG = LoggerFactory.getLogger(ListStore.class);

    /**
     * How many entries the cache may hold, and so a quarter of that how many one entry can displace in one step, by the largest
     * of all: the step is part of a request.
     */
    private static final int MAX_ENTRIES = 4_096;

    /** For operators: the state of an entry that is never served again, and goes when the list is loaded anew. */
    private static final String INVALIDATED = "invalidated";

    private static final long SHORT_TTL_NANOS = InvalidationTracker.SHORT_TTL.toNanos();

    private final Clocks clocks;
    private final Freshness freshness;
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();
    private final Throttle invalidations;
    private volatile boolean isInvalidationDue;

    /** When the last change was made known: what is loaded soon after it has a short TTL. */
    private volatile long invalidatedNanos;

    private volatile long unknownOutcomeEndsNanos;
    private final int minWeight;
    private final BoundedCache<ListKey, CachedList> lists;

    /**
     * What a list is kept under.
     *
     * @param query the digest of what is asked for
     * @param form in which form the list is: its view, and whether its images are shown whole
     * @param asking an access class, or the class of one token
     */
    record ListKey(Digest query, int form, Digest asking) {
        static ListKey ofClass(Wanted wanted, Identity identity) {
            return of(wanted, identity.accessClass());
        }

        static ListKey ofToken(Wanted wanted, Identity identity) {
            return of(wanted, identity.tokenClass());
        }

        private static ListKey of(Wanted wanted, Digest asking) {
            return new ListKey(wanted.query().digest(), 2 * wanted.view().index() + (wanted.detail() ? 1 : 0), asking);
        }

        boolean isOf(Wanted wanted) {
            return equals(of(wanted, asking));
        }
    }

    /** The state of the cache when Glance was first asked for a list, or when the load began; by the monotonic clock. */
    record Snapshot(long generation, long epoch, long startNanos) {}

    /**
     * A list as it was loaded.
     *
     * @param listing null if none may be kept: Glance has refused it, or two loads overlapped and differ
     * @param endNanos when the load ended
     */
    record CachedList(@Nullable Listing listing, Snapshot snapshot, long endNanos) {
        CachedList withoutRecords() {
            return listing == null ? this : new CachedList(listing.withRecords(KnownRecords.NONE), snapshot, endNanos);
        }

        /** Returns whether Glance was asked for it after the load of the other one had ended, so that it is the later state. */
        boolean isAfter(CachedList other) {
            return snapshot.startNanos - other.endNanos >= 0;
        }

        /**
         * Returns what stands for two loads that overlapped: the later one if both show the same, else nothing. Only one that began
         * after both replaces it.
         */
        CachedList overlapping(CachedList other) {
            Snapshot later = snapshot.startNanos - other.snapshot.startNanos > 0 ? snapshot : other.snapshot;
            long end = endNanos - other.endNanos > 0 ? endNanos : other.endNanos;
            return new CachedList(showsTheSame(other) ? listing : null, later, end);
        }

        private boolean showsTheSame(CachedList other) {
            return listing != null
                    && other.listing != null
                    && listing.page().equals(other.listing.page())
                    && listing.document()
                            .digest()
                            .equals(other.listing.document().digest());
        }
    }

    ListStore(CacheConfig settings, Clocks clocks) {
        this.clocks = clocks;
        this.freshness = new Freshness(settings);
        this.invalidations = new Throttle(INVALIDATION_INTERVAL, clocks::nanos);
        this.invalidatedNanos = clocks.nanos() - SHORT_TTL_NANOS;
        this.unknownOutcomeEndsNanos = clocks.nanos();
        this.minWeight = (int) Math.min(settings.listMaxBytes() / MAX_ENTRIES, Integer.MAX_VALUE);
        this.lists = BoundedCache.countingAll(settings.listMaxBytes(), (key, entry) -> weight(entry));
    }

    /** Returns about how many bytes of heap an entry takes, and what it is counted as at least. */
    int weight(CachedList entry) {
        Listing listing = entry.listing;
        int bytes = ENTRY_BYTES + (listing == null ? 0 : listing.weight());
        return Math.max(bytes, minWeight);
    }

    /** Returns the approximate number of lists. */
    long size() {
        return lists.cache().estimatedSize();
    }

    /** Returns about how many bytes of heap they take; blocks while another thread evicts. */
    long bytes() {
        return lists.bytes();
    }

    /** Returns how many bytes they may take now. */
    long maxBytes() {
        return lists.maxBytes();
    }

    /** Returns what is kept of a list, the newest first, in the state in which a request would find it; looks at all lists. */
    List<EntryInfo> info(Wanted wanted) {
        invalidateIfDue();
        List<EntryInfo> infos = new ArrayList<>();
        lists.cache().asMap().forEach((key, entry) -> {
            if (key.isOf(wanted) && entry.listing != null) {
                infos.add(info(key, entry, entry.listing));
            }
        });
        infos.sort(Comparator.comparing(EntryInfo::age));
        return infos;
    }

    private EntryInfo info(ListKey key, CachedList entry, Listing listing) {
        boolean isCurrent = entry.snapshot.generation == generation.get();
        return new EntryInfo(
                key.asking,
                listing.isForTokenAlone(),
                isCurrent ? state(entry).word() : INVALIDATED,
                Duration.ofNanos(clocks.nanos() - entry.snapshot.startNanos),
                listing.page().count(),
                weight(entry));
    }

    /** Bounds the cache to half of its maximum, or to all of it; evicts what is too much at once, on the caller's thread. */
    void halve(boolean isHalf) {
        lists.halve(isHalf);
    }

    /** Returns the state for a load that begins now, or for which Glance is asked now. */
    Snapshot snapshot() {
        invalidateIfDue();
        return new Snapshot(generation.get(), epoch.get(), clocks.nanos());
    }

    /** Returns an entry whose load ends now; null for no list. It has no records if it were too large with them. */
    CachedList loaded(@Nullable Listing listing, Snapshot snapshot) {
        CachedList loaded = new CachedList(listing, snapshot, clocks.nanos());
        return weight(loaded) > lists.maxEntryBytes() ? loaded.withoutRecords() : loaded;
    }

    /** Returns the list that is cached for this caller's class, or for its token, whichever is the later; null for none. */
    @Nullable
    CachedList get(Wanted wanted, Identity identity) {
        CachedList shared = current(ListKey.ofClass(wanted, identity));
        if (identity.tokenClass().equals(identity.accessClass())) {
            return shared;
        }
        CachedList own = current(ListKey.ofToken(wanted, identity));
        if (shared == null || own == null) {
            return shared == null ? own : shared;
        }
        return own.isAfter(shared) ? own : shared.isAfter(own) ? shared : null;
    }

    /** Returns the list as it was loaded the last time for this caller's class or token, for its records; null for none. */
    @Nullable
    Listing former(Wanted wanted, Identity identity) {
        CachedList own = lists.cache().getIfPresent(ListKey.ofToken(wanted, identity));
        CachedList any = own == null ? lists.cache().getIfPresent(ListKey.ofClass(wanted, identity)) : own;
        return any == null ? null : any.listing;
    }

    private @Nullable CachedList current(ListKey key) {
        CachedList entry = lists.cache().getIfPresent(key);
        return entry == null || entry.snapshot.generation != generation.get() ? null : entry;
    }

    /** Returns how an entry may be used now that {@link #get} has just returned. */
    State state(@Nullable CachedList entry) {
        return entry == null || entry.listing == null ? State.EXPIRED : state(entry.snapshot);
    }

    /** Returns whether what was loaded from then on is fresh; its generation is the current one. */
    boolean isFresh(Snapshot snapshot) {
        return state(snapshot) == State.FRESH;
    }

    private State state(Snapshot snapshot) {
        long startNanos = snapshot.startNanos;
        long age = clocks.nanos() - startNanos;
        // Its generation is the current one, so it was loaded after the last invalidation.
        boolean hasUnknownOutcome = startNanos - unknownOutcomeEndsNanos < 0;
        boolean hasShortTtl = hasUnknownOutcome || startNanos - invalidatedNanos < SHORT_TTL_NANOS;
        State state = snapshot.epoch == epoch.get()
                ? freshness.state(age, hasShortTtl, Freshness.ttlJitter(startNanos), false)
                : freshness.revalidationState(age, false);
        boolean isOver = isInvalidationDue || (hasUnknownOutcome && age >= SHORT_TTL_NANOS);
        return isOver && state != State.FRESH ? State.EXPIRED : state;
    }

    /** Stores what was loaded, unless an invalidation or another load forbids it. */
    void put(ListKey key, String project, CachedList loaded) {
        lists.compute(key, project, (same, kept) -> kept(kept, loaded));
    }

    /**
     * Returns what is kept after a load. Of two loads that overlapped, nothing says which has the later state, whichever began
     * later: if they differ, neither is kept. They overlap if one was overtaken since it took too long.
     */
    private @Nullable CachedList kept(@Nullable CachedList kept, CachedList loaded) {
        if (loaded.snapshot.generation != generation.get() || loaded.snapshot.epoch != epoch.get()) {
            LOG.debug("list not stored: lists were invalidated since");
            return kept;
        }
        if (kept == null || kept.snapshot.generation != loaded.snapshot.generation) {
            return loaded.listing == null ? null : loaded;
        }
        if (loaded.isAfter(kept)) {
            return loaded;
        }
        return kept.isAfter(loaded) ? kept : kept.overlapping(loaded);
    }

    /** Invalidates all lists: what was loaded before is never served again. */
    void invalidateAll() {
        invalidatedNanos = clocks.nanos();
        generation.incrementAndGet();
        LOG.debug("all lists invalidated");
    }

    /** Invalidates all lists within 100 ms, once for all the calls in that time. */
    void invalidateThrottled() {
        invalidatedNanos = clocks.nanos();
        isInvalidationDue = true;
    }

    /** No timer runs for it: an invalidation that is due is made at the next request for a list. */
    void invalidateIfDue() {
        if (isInvalidationDue && invalidations.tryPass()) {
            // In this order: a notification that comes between the two invalidates once more.
            isInvalidationDue = false;
            generation.incrementAndGet();
        }
    }

    /** A write has ended that may have been made: all lists are invalidated; what follows if it may still be committed. */
    void endWrite(Outcome<?> outcome) {
        if (ImageWrite.mayStillBeMade(outcome)) {
            unknownOutcomeEndsNanos = clocks.nanos() + InvalidationTracker.UNKNOWN_OUTCOME.toNanos();
        }
        invalidateAll();
    }

    /** Makes all that was loaded before {@link State#MUST_REVALIDATE}. */
    void requireRevalidation() {
        epoch.incrementAndGet();
    }

    /** Sets whether the feed of changes is live; then TTLs are longer. What a feed that ends may have missed is unknown. */
    void setFeedLive(boolean isLive) {
        freshness.setFeedLive(isLive);
        if (!isLive) {
            requireRevalidation();
        }
    }
}

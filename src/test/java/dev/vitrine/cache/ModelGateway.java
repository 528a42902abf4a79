package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One gateway of the model: its caches, and what the rules allow it to cache. */
final class ModelGateway implements ImageCache.Loader, ListCache.Loader {
    private static final long TOKEN_TTL = Duration.ofSeconds(60).toNanos();
    private static final long CONFIRMATION = Duration.ofSeconds(5).toNanos();
    private static final long BOUND = Duration.ofSeconds(10).toNanos();
    private static final long OUTAGE_BOUND = Duration.ofMinutes(15).toNanos();
    private static final long LIST_OUTAGE_BOUND = Duration.ofMinutes(5).toNanos();
    private static final Pattern LISTED = Pattern.compile("(\\d):v(\\d+) ");

    private final ManualClocks clock;
    private final SimulatedGlance glance;
    private final ManualEventLoops loop;
    private final ImageCache cache;
    private final ListCache lists;
    private final Map<ImageId, Long> invalidated = new HashMap<>();
    private final Map<ImageId, Long> unsure = new HashMap<>();
    private final Map<ImageId, Long> failed = new HashMap<>();
    private final Map<Seen, Integer> newest = new HashMap<>();
    private final Map<ImageId, Long> loaded = new HashMap<>();
    private final Map<Token, Validation> validations = new HashMap<>();
    private final List<Runnable> confirmations = new ArrayList<>();
    private final Map<Listed, Integer> newestListed = new HashMap<>();

    /** When a write through this gateway has ended all lists, and when an event did, within 100 ms. */
    private final TreeSet<Long> written = new TreeSet<>(List.of(Long.MIN_VALUE / 2));

    private final TreeSet<Long> notified = new TreeSet<>(List.of(Long.MIN_VALUE / 2));
    private final List<Turn> turns = new ArrayList<>();
    private boolean isQueueing;
    private long unsureWritten = Long.MIN_VALUE / 2;
    private long revalidated = Long.MIN_VALUE / 2;

    private record Listed(String image, Who who) {}

    /** A list that waits in the queue. */
    private record Turn(Who who, Promise<Void> admitted) {}

    private record Seen(ImageId id, Who who) {}

    /** What Keystone said of a token, and when. */
    private record Validation(Who who, long nanos) {}

    ModelGateway(ManualClocks clock, SimulatedGlance glance) {
        this.clock = clock;
        this.glance = glance;
        this.loop = new ManualEventLoops(clock);
        this.cache = new ImageCache(
                loop,
                TestCache.settings(),
                TestCache.TIMEOUT,
                clock.time(),
                this,
                TestCache::document,
                new ByteBudget(1 << 30));
        this.lists =
                new ListCache(loop, TestCache.settings(), TestCache.TIMEOUT, TestCache.TIMEOUT, clock.time(), this);
    }

    ListCache lists() {
        return lists;
    }

    ImageCache cache() {
        return cache;
    }

    /** Returns the caller as this gateway knows it: by a validation of its token that may be a minute old. */
    Caller caller(Who who) {
        Caller bearer = who.caller();
        Validation known = validations.get(bearer.token());
        if (known == null || now() - known.nanos >= TOKEN_TTL) {
            known = validate(bearer);
        }
        return new Caller(known.who.identity(), bearer.token(), bearer.requestId());
    }

    private Validation validate(Caller caller) {
        Validation validation = new Validation(glance.now(caller), now());
        validations.put(caller.token(), validation);
        return validation;
    }

    @Override
    public Future<Outcome<Image>> load(ImageId id, Caller caller) {
        return glance.load(id, caller).onSuccess(outcome -> loaded.put(id, now()));
    }

    @Override
    public Future<Outcome<Listing>> load(
            ListCache.Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
        if (!isQueueing) {
            return ask(caller, onSent);
        }
        Promise<Void> admitted = Promise.promise();
        turns.add(new Turn(Who.bearing(caller), admitted));
        return admitted.future().compose(go -> ask(caller, onSent));
    }

    private Future<Outcome<Listing>> ask(Caller caller, Runnable onSent) {
        onSent.run();
        boolean isClassRecent = isClassRecent(caller);
        return glance.list(caller)
                .map(outcome -> outcome.map(images -> TestLists.listing(images, caller, isClassRecent)));
    }

    @Override
    public boolean isClassRecent(Caller caller) {
        return now() - validations.get(caller.token()).nanos <= CONFIRMATION;
    }

    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        if (isClassRecent(caller)) {
            return Future.succeededFuture(isStill(caller, validations.get(caller.token())));
        }
        Promise<Boolean> confirmed = Promise.promise();
        confirmations.add(() -> confirmed.complete(isStill(caller, validate(caller))));
        return confirmed.future();
    }

    /** From now on lists wait for {@link #admit} before they are asked for. */
    void queue() {
        isQueueing = true;
    }

    /** Lets Glance be asked for the lists of some of those who wait, and of all others at once. */
    void admit(Predicate<Who> some) {
        isQueueing = false;
        List<Turn> admitted = turns.stream().filter(turn -> some.test(turn.who)).toList();
        turns.removeAll(admitted);
        admitted.forEach(turn -> turn.admitted.complete());
    }

    /** Returns whether a load of the image has ended since then. */
    boolean hasLoaded(ImageId id, long since) {
        return loaded.getOrDefault(id, Long.MIN_VALUE) >= since;
    }

    private static boolean isStill(Caller caller, Validation validation) {
        return caller.hasSameClasses(validation.who.identity());
    }

    /** Lets Keystone validate the tokens for which it was asked. */
    void confirm() {
        List.copyOf(confirmations).forEach(Runnable::run);
        confirmations.clear();
    }

    /** Returns whether the image that is kept for this caller is older than one that was kept for it before. */
    boolean hasGoneBack(ImageId id, Who who) {
        CachedImage kept = cache.fresh(id, caller(who).identity());
        if (kept == null) {
            return false;
        }
        int number = Integer.parseInt(kept.image().name().substring(1));
        return newest.merge(new Seen(id, who), number, Math::max) > number;
    }

    /** Returns whether a list that was kept for this caller shows an image in an older state than one that was kept before. */
    boolean hasListGoneBack(Who who, String list) {
        boolean hasGoneBack = false;
        for (Matcher image = LISTED.matcher(list); image.find(); ) {
            int number = Integer.parseInt(image.group(2));
            hasGoneBack |= newestListed.merge(new Listed(image.group(1), who), number, Math::max) > number;
        }
        return hasGoneBack;
    }

    private long now() {
        return clock.time().nanos();
    }

    /** Returns whether this caller would be served the image without a call. */
    boolean isFresh(ImageId id, Who who) {
        return cache.fresh(id, caller(who).identity()) != null;
    }

    void expire() {
        loop.expire();
    }

    void invalidated(ImageId id, long now) {
        invalidated.put(id, now);
    }

    void unsure(ImageId id, long now) {
        unsure.put(id, now);
        unsureWritten = now;
    }

    void written(long now) {
        written.add(now);
    }

    void notified(long now) {
        notified.add(now);
    }

    void revalidated(long now) {
        revalidated = now;
    }

    void failed(ImageId id, long now) {
        failed.put(id, now);
    }

    /** Whether Glance has failed to answer for the image since a moment before the read began. */
    boolean hasFailed(ImageId id, long start) {
        return failed.getOrDefault(id, Long.MIN_VALUE / 2) >= start - SingleFlight.HOLD_DOWN.toNanos();
    }

    /** Returns the earliest moment whose truth may be shown to a read that began at the start. */
    long floor(ImageId id, long start, long end, boolean outage) {
        long floor = outage ? end - OUTAGE_BOUND : Math.max(start - BOUND, known(revalidated, start));
        long sure = unsure.getOrDefault(id, Long.MIN_VALUE / 2);
        if (start >= sure && start - sure < InvalidationTracker.UNKNOWN_OUTCOME.toNanos()) {
            // Nothing is kept, so only a load under way can have begun before.
            floor = Math.max(floor, start - TestCache.TIMEOUT.toNanos());
        }
        return Math.max(floor, known(invalidated.getOrDefault(id, Long.MIN_VALUE / 2), start));
    }

    /** Returns the earliest moment whose list may be shown to a read that began at the start. */
    long listFloor(long start, long end, boolean outage) {
        long floor = outage ? end - LIST_OUTAGE_BOUND : Math.max(start - BOUND, known(revalidated, start));
        if (start >= unsureWritten && start - unsureWritten < InvalidationTracker.UNKNOWN_OUTCOME.toNanos()) {
            // Kept for two seconds at most, and a load under way can have begun earlier.
            floor = Math.max(floor, start - TestCache.TIMEOUT.toNanos());
        }
        long interval = ListStore.INVALIDATION_INTERVAL.toNanos();
        return Math.max(floor, Math.max(written.floor(start), notified.floor(start - interval)));
    }

    private static long known(long when, long start) {
        return when <= start ? when : Long.MIN_VALUE / 2;
    }
}

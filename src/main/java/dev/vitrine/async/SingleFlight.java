package dev.vitrine.async;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TraceContext;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Request coalescing: one load for each key at a time, whose result all share that ask for the key meanwhile.
 *
 * <p>A waiter cannot cancel the load, and makes no call of its own when the load fails. A key that changes with every
 * invalidation keeps a request from joining a load that began before the invalidation. Any thread; each waiter's future
 * completes on the waiter's own event loop.
 *
 * <pre>
 *   join ──► load in progress ──► result ──► outage? held down: those who join next get the same result
 *              │  ▲                  └─────► waiters released, 128 a turn of the event loop
 *              │  └ joined: coalesced
 *              ├ not sent yet, and all waiters gone: abandoned, and joined no more
 *              └ older than the timeout: overtaken by one further load
 * </pre>
 *
 * @param <K> what is loaded
 * @param <T> what a load that succeeds returns
 */
public final class SingleFlight<K, T> {
    /** How long a load that ended in an outage is usually not repeated: waiters must not retry one after the other. */
    public static final Duration HOLD_DOWN = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(SingleFlight.class);

    /** How many waiters of each kind there may be; one source has three quarters of them at most. */
    public static final int MAX_WAITERS = 20_000;

    private static final int MAX_HELD_DOWN = 10_000;

    private final EventLoops loops;
    private final Duration timeout;
    private final Clocks clocks;
    private final ConcurrentMap<K, Load<T>> loads = new ConcurrentHashMap<>();
    private final Cache<K, Result<T>> heldDown;
    private final ProjectShares waitingRequests = new ProjectShares();
    private final ProjectShares waitingInBackground = new ProjectShares();
    private final AtomicInteger coalescedRequests = new AtomicInteger();

    /** For whom a waiter waits: only requests are counted, in the metrics and against the limit on requests. */
    public enum Waiter {
        /** A client's request, which load shedding has admitted. */
        REQUEST,
        /** The gateway itself: a warm-up, a login, another validation within a request that is counted elsewhere. */
        BACKGROUND
    }

    /**
     * The result of a load, for one of its waiters.
     *
     * @param token with which the backend was asked; null for none
     * @param outcome what the load returned, {@link Kind#UNAVAILABLE} if this waiter's timeout passed first
     * @param isLeader whether this waiter began the load, even if its timeout passed first; false for one that joined,
     *     got an outage that is held down, or was refused because too many wait
     */
    public record Result<T>(@Nullable Token token, Outcome<T> outcome, boolean isLeader) {
        static <T> Result<T> unavailable() {
            return new Result<>(null, Outcome.failed(Kind.UNAVAILABLE), false);
        }

        Result<T> ofLeader() {
            return new Result<>(token, outcome, true);
        }

        /** Returns whether the result holds for a waiter with this token: a refusal holds for the refused token alone. */
        boolean appliesTo(@Nullable Token waiter) {
            return !outcome.isFailure(Kind.TOKEN_REFUSED) || token == null || token.equals(waiter);
        }
    }

    /**
     * The client that a waiter waits for.
     *
     * @param token with which the load would ask the backend; null for none
     * @param source by whose share the waiter is counted: a project, or what stands for one; empty for the gateway's own
     * @param isGone whether the client waits no longer; asked by any thread, must not block, and stays true
     * @param trace where its request is in a distributed trace, which is told of the load that it joins; null if that is not known
     * @param most how long it waits at most, if that is less than the timeout
     */
    public record Client(
            @Nullable Token token,
            String source,
            BooleanSupplier isGone,
            @Nullable TraceContext trace,
            Duration most) {
        /** A client that waits until the timeout. */
        public Client(@Nullable Token token, String source, BooleanSupplier isGone, @Nullable TraceContext trace) {
            this(token, source, isGone, trace, Duration.ofNanos(Long.MAX_VALUE));
        }

        /** A client that waits until the timeout, and whose place in a trace is not known. */
        public Client(@Nullable Token token, String source, BooleanSupplier isGone) {
            this(token, source, isGone, null);
        }

        /** Returns the gateway itself, which waits for as long as it takes. */
        public static Client staying(@Nullable Token token) {
            return new Client(token, "", () -> false);
        }
    }

    /**
     * Where a result comes from.
     *
     * @param load as {@link SingleFlight#join(Object, Client, Waiter, Function)} takes it
     * @param stored completes when what was loaded is stored, or will not be; until then requests join the load though it has
     *     ended, since they would not find it stored and would begin another one. Nothing is waited for after an outage or a refusal
     * @param isFresh whether what was loaded may still be served: if not, no one joins the load after its end. Asked by any
     *     thread, must not block
     */
    public record Source<T>(
            Function<BooleanSupplier, Future<Outcome<T>>> load, Future<?> stored, BooleanSupplier isFresh) {
        /** Returns a source whose results are stored, if at all, when the load ends. */
        public static <T> Source<T> notStored(Function<BooleanSupplier, Future<Outcome<T>>> load) {
            return new Source<>(load, Future.succeededFuture(), () -> true);
        }
    }

    private record Join<K, T>(K key, Client client, Waiter waiter, Source<T> source, long deadlineNanos) {}

    /**
     * Nothing is loaded yet.
     *
     * @param timeout after which a waiter gets {@link Kind#UNAVAILABLE}, and a load may be overtaken by another one, once
     * @param holdDown how long waiters that join after an outage get its outcome, without another load; zero for none
     */
    public SingleFlight(EventLoops loops, Duration timeout, Duration holdDown, Clocks clocks) {
        this.loops = loops;
        this.timeout = timeout;
        this.clocks = clocks;
        this.heldDown = ExpiringCache.of(MAX_HELD_DOWN, holdDown, clocks);
    }

    /** Returns the number of requests that wait for a load, the coalesced ones included. */
    public int waitingRequests() {
        return (int) waitingRequests.used();
    }

    /** Returns the number of requests that wait for a load which another waiter began: they cost no call. */
    public int coalescedRequests() {
        return coalescedRequests.get();
    }

    /**
     * Joins the load in progress, or begins one.
     *
     * @param load begins the load; called at most once, before this returns or when another's token was refused. It takes what
     *     says whether the load is abandoned, to be asked before the backend is: from the first true on no one joins the load
     * @return the result; never fails, and takes no longer than the timeout, or the client's own if that is less
     */
    public Future<Result<T>> join(
            K key, Client client, Waiter waiter, Function<BooleanSupplier, Future<Outcome<T>>> load) {
        return join(key, client, waiter, Source.notStored(load));
    }

    /** Joins the load in progress, or one that has ended and whose result is not stored yet; or begins one, as the other. */
    public Future<Result<T>> join(K key, Client client, Waiter waiter, Source<T> source) {
        ProjectShares waiting = waiter == Waiter.REQUEST ? waitingRequests : waitingInBackground;
        if (!waiting.tryAdd(client.source, MAX_WAITERS)) {
            return Future.succeededFuture(Result.unavailable());
        }
        long most = Math.min(timeout.toNanos(), client.most.toNanos());
        Join<K, T> join = new Join<>(key, client, waiter, source, clocks.nanos() + most);
        // A 401 concerns the leader's token alone: the waiter tries once with its own, and then gives up.
        return attempt(join)
                .compose(
                        result -> result.appliesTo(client.token) ? Future.succeededFuture(result) : secondAttempt(join))
                .onComplete(end -> waiting.add(client.source, -1));
    }

    private Future<Result<T>> secondAttempt(Join<K, T> join) {
        return attempt(join).map(result -> result.appliesTo(join.client.token) ? result : Result.unavailable());
    }

    /**
     * Begins a load without a waiter; returns false, and begins none, if one is in progress, or has ended and its result is not
     * stored yet, or if an outage is held down.
     *
     * @param trace where the request that it is begun for is in a distributed trace; null if that is not known
     */
    public boolean tryBegin(K key, @Nullable Token token, @Nullable TraceContext trace, Source<T> source) {
        Load<T> mine = new Load<>(token, trace, source, clocks.nanos());
        mine.setWanted();
        if (heldDown.getIfPresent(key) != null || loads.putIfAbsent(key, mine) != null) {
            return false;
        }
        run(key, mine);
        return true;
    }

    private Future<Result<T>> attempt(Join<K, T> join) {
        Result<T> outage = heldDown.getIfPresent(join.key);
        if (outage != null) {
            return Future.succeededFuture(outage);
        }
        Load<T> mine = new Load<>(join.client.token, join.client.trace, join.source, clocks.nanos());
        CompletableFuture<Result<T>> shared = new CompletableFuture<>();
        // Waiters are added, and loads abandoned, by compute alone, which is atomic for each key.
        Load<T> load = Objects.requireNonNull(loads.compute(join.key, (same, current) -> {
            Load<T> joined = current == null || mine.tryReplace(current, timeout) ? mine : current;
            joined.addWaiter(shared, join.client.isGone);
            return joined;
        }));
        boolean isLeader = load == mine;
        Future<Result<T>> result = loops.within(Duration.ofNanos(join.deadlineNanos - mine.startNanos), shared)
                .transform(end -> {
                    Result<T> inTime = end.succeeded() ? end.result() : Result.unavailable();
                    return Future.succeededFuture(isLeader ? inTime.ofLeader() : inTime);
                });
        if (isLeader) {
            run(join.key, mine);
            return result;
        }
        if (join.client.trace != null && load.trace != null) {
            join.client.trace.joined(load.trace);
        }
        if (join.waiter == Waiter.REQUEST) {
            coalescedRequests.incrementAndGet();
            result.onComplete(end -> coalescedRequests.decrementAndGet());
        }
        return result;
    }

    /** The order matters: a waiter that joins while a load ends must find the load, or the outage that it left. */
    private void run(K key, Load<T> load) {
        Future.succeededFuture()
                .compose(go -> load.source.load.apply(() -> tryAbandon(key, load)))
                .otherwise(bug -> {
                    LOG.error("internal error: a load failed without an outcome", bug);
                    return Outcome.failed(Kind.UNAVAILABLE);
                })
                .onSuccess(outcome -> {
                    Result<T> result = load.complete(outcome);
                    if (outcome.isOutage() && !load.isAbandoned()) {
                        heldDown.put(key, result);
                    }
                    boolean isJoined = outcome instanceof Outcome.Found<T>;
                    Future<?> end = isJoined ? load.source.stored : Future.succeededFuture();
                    end.onComplete(stored -> loads.remove(key, load));
                    load.release(result, loops);
                });
    }

    /** Returns whether all waiters of the load are gone; if so, the next request for the key begins another load. */
    private boolean tryAbandon(K key, Load<T> load) {
        if (!load.isAbandoned()) {
            loads.compute(key, (same, current) -> load.tryAbandon() && current == load ? null : current);
        }
        return load.isAbandoned();
    }

    /** One load in progress, or one that has ended and is not stored yet, with its waiters. Any thread. */
    static final class Load<T> {
        /** How many waiters are released in one turn of the event loop, which serves others between. */
        private static final int BATCH = 128;

        private final @Nullable Token token;
        private final @Nullable TraceContext trace;
        private final Source<T> source;
        private final long startNanos;
        private boolean hasOvertaken;
        private boolean isAlwaysWanted;
        private volatile boolean isAbandoned;
        private final Queue<Waiting<T>> waiters = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Result<T> result;

        private record Waiting<T>(CompletableFuture<Result<T>> end, BooleanSupplier isGone) {}

        Load(@Nullable Token token, @Nullable TraceContext trace, Source<T> source, long startNanos) {
            this.token = token;
            this.trace = trace;
            this.source = source;
            this.startNanos = startNanos;
        }

        /**
         * Returns whether this load takes the place of one that has ended with what is no longer fresh, or that has run for longer
         * than the timeout: once, so that a backend that hangs is not asked again and again. Only for the thread that may replace
         * the load.
         */
        boolean tryReplace(Load<T> other, Duration timeout) {
            if (other.result != null) {
                return !other.source.isFresh.getAsBoolean();
            }
            hasOvertaken = !other.hasOvertaken && startNanos - other.startNanos > timeout.toNanos();
            return hasOvertaken;
        }

        /** The gateway itself wants the result. To be called before the load is in progress. */
        void setWanted() {
            isAlwaysWanted = true;
        }

        /** Abandons the load if all waiters are gone. Only for the thread that may replace the load. */
        boolean tryAbandon() {
            isAbandoned = !isAlwaysWanted && waiters.stream().allMatch(waiting -> waiting.isGone.getAsBoolean());
            return isAbandoned;
        }

        boolean isAbandoned() {
            return isAbandoned;
        }

        /** Completes the future with the result. Only for the thread that may replace the load. */
        void addWaiter(CompletableFuture<Result<T>> waiter, BooleanSupplier isGone) {
            if (result == null) {
                waiters.add(new Waiting<>(waiter, isGone));
            }
            Result<T> end = result;
            if (end != null) {
                // The load has ended, and may have released its waiters before this one was added.
                waiter.complete(end);
            }
        }

        /** Sets the result. No waiter is released yet: what follows from the result is put in place before. */
        Result<T> complete(Outcome<T> outcome) {
            Result<T> end = new Result<>(token, outcome, false);
            result = end;
            return end;
        }

        void release(Result<T> end, EventLoops loops) {
            for (int i = 0; i < BATCH; i++) {
                Waiting<T> waiting = waiters.poll();
                if (waiting == null) {
                    return;
                }
                waiting.end.complete(end);
            }
            loops.defer(() -> release(end, loops));
        }
    }
}

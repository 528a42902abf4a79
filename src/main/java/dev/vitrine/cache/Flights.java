package dev.vitrine.cache;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads under way: one for each key, however many ask.
 *
 * <p>The key holds the thing, the class of callers, and the generation of the thing when the load began: who asks after a
 * change never joins a load from before it. Nobody who waits can end a flight, and none of those who wait makes a call of
 * his own when it ends badly. A flight holds nobody's request. Any thread; each caller hears of the end on his own
 * context.
 */
final class Flights<K, T> {
    private static final int MOST_WAITING = 20_000;

    private final Vertx vertx;
    private final Duration patience;
    private final ConcurrentMap<K, CompletableFuture<Landed<T>>> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Takes how long anybody waits, after which he is told that there is no answer now. */
    Flights(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /**
     * How a flight ended.
     *
     * @param token the one with which the backend was asked
     */
    private record Landed<T>(@Nullable Token token, Outcome<T> outcome) {
        /** A token that the backend does not take says nothing about another one. */
        boolean concerns(Caller caller) {
            return !outcome.isFailure(Kind.TOKEN_REFUSED) || token == null || token.equals(caller.token());
        }
    }

    /** Joins the flight that is under way, or starts one. The future never fails, and does not outlast the patience. */
    Future<Outcome<T>> join(K key, Caller caller, Supplier<Future<Outcome<T>>> load) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.succeededFuture(Outcome.failed(Kind.UNAVAILABLE));
        }
        return board(key, caller, load)
                .compose(landed -> landed.concerns(caller) ? Future.succeededFuture(landed) : board(key, caller, load))
                .map(landed -> landed.concerns(caller) ? landed.outcome : Outcome.<T>failed(Kind.UNAVAILABLE))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(cause -> Outcome.failed(Kind.UNAVAILABLE))
                .onComplete(end -> waiting.decrementAndGet());
    }

    private Future<Landed<T>> board(K key, Caller caller, Supplier<Future<Outcome<T>>> load) {
        CompletableFuture<Landed<T>> mine = new CompletableFuture<>();
        CompletableFuture<Landed<T>> flight = underWay.putIfAbsent(key, mine);
        if (flight == null) {
            flight = mine;
            Future.succeededFuture()
                    .compose(go -> load.get())
                    .otherwise(cause -> Outcome.failed(Kind.UNAVAILABLE))
                    .onSuccess(outcome -> {
                        underWay.remove(key, mine);
                        mine.complete(new Landed<>(caller.token(), outcome));
                    });
        }
        return Future.fromCompletionStage(flight, vertx.getOrCreateContext());
    }
}

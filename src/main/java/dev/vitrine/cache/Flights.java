package dev.vitrine.cache;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Digest;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageOutcome;
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
 * Loads under way: one for an image and a class of callers, however many of them ask.
 *
 * <p>Nobody who waits can end a flight, and none of those who wait makes a call of his own when it ends badly. A flight
 * holds nobody's request. Any thread; each caller hears of the end on his own context.
 */
final class Flights {
    private static final int MOST_WAITING = 20_000;
    private static final Lookup UNAVAILABLE = new Lookup.NotShown(new ImageOutcome.Unavailable());

    private final Vertx vertx;
    private final Duration patience;
    private final ConcurrentMap<Key, CompletableFuture<Landed>> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Takes how long anybody waits, after which he is told that there is no answer now. */
    Flights(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    private record Key(ImageId id, Digest accessClass) {}

    /**
     * How a flight ended.
     *
     * @param token the one with which Glance was asked
     */
    private record Landed(@Nullable Token token, Lookup lookup) {
        /** A token that Glance does not take says nothing about another one. */
        boolean concerns(Caller caller) {
            boolean tokenRefused =
                    lookup instanceof Lookup.NotShown not && not.outcome() instanceof ImageOutcome.TokenRefused;
            return !tokenRefused || token == null || token.equals(caller.token());
        }
    }

    /** Joins the flight that is under way, or starts one. The future never fails, and does not outlast the patience. */
    Future<Lookup> join(ImageId id, Caller caller, Supplier<Future<Lookup>> load) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.succeededFuture(UNAVAILABLE);
        }
        return board(id, caller, load)
                .compose(landed -> landed.concerns(caller) ? Future.succeededFuture(landed) : board(id, caller, load))
                .map(landed -> landed.concerns(caller) ? landed.lookup : UNAVAILABLE)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(UNAVAILABLE)
                .onComplete(end -> waiting.decrementAndGet());
    }

    private Future<Landed> board(ImageId id, Caller caller, Supplier<Future<Lookup>> load) {
        Key key = new Key(id, caller.identity().accessClass());
        CompletableFuture<Landed> mine = new CompletableFuture<>();
        CompletableFuture<Landed> flight = underWay.putIfAbsent(key, mine);
        if (flight == null) {
            flight = mine;
            Future.succeededFuture()
                    .compose(go -> load.get())
                    .otherwise(UNAVAILABLE)
                    .onSuccess(lookup -> {
                        underWay.remove(key, mine);
                        mine.complete(new Landed(caller.token(), lookup));
                    });
        }
        return Future.fromCompletionStage(flight, vertx.getOrCreateContext());
    }
}

package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.cache.Flight.Landed;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads under way: one for each key, however many ask.
 *
 * <p>The key holds the thing, the class of callers, and the generation of the thing when the load began: who asks after a
 * change never joins a load from before it. Nobody who waits can end a flight, and none of those who wait makes a call of
 * his own when it ends badly; those who come in the next quarter of a second share its bad end, too. Any thread; each
 * caller hears of the end on his own event loop.
 */
final class SingleFlight<K, T> {
    /** How long a load that got no answer is not tried again: a herd must not ask one after the other. */
    static final Duration HOLD_DOWN = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(SingleFlight.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_HELD_DOWN = 10_000;

    private final Loop loop;
    private final Duration patience;
    private final Clocks time;
    private final ConcurrentMap<K, Flight<T>> underWay = new ConcurrentHashMap<>();
    private final Cache<K, Landed<T>> heldDown;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger passengers = new AtomicInteger();

    /** What somebody who waited was told, and whether it was he who made the call. */
    record Ride<T>(Landed<T> landed, boolean led) {
        static <T> Ride<T> none() {
            return new Ride<>(new Landed<>(null, Outcome.failed(Kind.UNAVAILABLE)), false);
        }

        Outcome<T> outcome() {
            return landed.outcome();
        }
    }

    /** Takes how long anybody waits, after which he is told that there is no answer now. */
    SingleFlight(Loop loop, Duration patience, Clocks time) {
        this.loop = loop;
        this.patience = patience;
        this.time = time;
        this.heldDown = Expiring.memory(MOST_HELD_DOWN, HOLD_DOWN, time);
    }

    /** Returns how many wait. */
    int waiting() {
        return waiting.get();
    }

    /** Returns how many of them wait for a load that another began: they take a seat, and no work. */
    int passengers() {
        return passengers.get();
    }

    /** Joins the flight that is under way, or starts one. The future never fails, and does not outlast the patience. */
    Future<Ride<T>> join(K key, Caller caller, Supplier<Future<Outcome<T>>> load) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.succeededFuture(Ride.none());
        }
        long deadline = time.nanos() + patience.toNanos();
        return board(key, caller, load, deadline)
                .compose(ride -> ride.landed.concerns(caller)
                        ? Future.succeededFuture(ride)
                        : board(key, caller, load, deadline))
                .map(ride -> ride.landed.concerns(caller) ? ride : Ride.<T>none())
                .otherwise(late -> Ride.none())
                .onComplete(end -> waiting.decrementAndGet());
    }

    /** Starts a flight that nobody waits for; returns false if there is one, or was one that came to nothing just now. */
    boolean start(K key, Caller caller, Supplier<Future<Outcome<T>>> load) {
        Flight<T> mine = new Flight<>(caller.token(), time.nanos());
        if (heldDown.getIfPresent(key) != null || underWay.putIfAbsent(key, mine) != null) {
            return false;
        }
        fly(key, mine, load);
        return true;
    }

    private Future<Ride<T>> board(K key, Caller caller, Supplier<Future<Outcome<T>>> load, long deadline) {
        Landed<T> failed = heldDown.getIfPresent(key);
        if (failed != null) {
            return Future.succeededFuture(new Ride<>(failed, false));
        }
        long now = time.nanos();
        Flight<T> mine = new Flight<>(caller.token(), now);
        Flight<T> flight = underWay.compute(
                key, (same, current) -> current == null || mine.tryOvertake(current, patience) ? mine : current);
        Future<Landed<T>> seat = loop.within(Duration.ofNanos(deadline - now), flight.board());
        boolean leads = flight == mine;
        if (leads) {
            fly(key, flight, load);
        } else {
            passengers.incrementAndGet();
            seat.onComplete(end -> passengers.decrementAndGet());
        }
        return seat.map(landed -> new Ride<>(landed, leads));
    }

    /** In this order: who comes while it lands must find the flight, or what it has left. */
    private void fly(K key, Flight<T> flight, Supplier<Future<Outcome<T>>> load) {
        Future.succeededFuture()
                .compose(go -> load.get())
                .otherwise(bug -> {
                    LOG.error("a bug: a load has failed in place of ending in a value", bug);
                    return Outcome.failed(Kind.UNAVAILABLE);
                })
                .onSuccess(outcome -> {
                    Landed<T> landed = flight.land(outcome);
                    if (outcome.isOutage()) {
                        heldDown.put(key, landed);
                    }
                    underWay.remove(key, flight);
                    flight.release(landed, loop);
                });
    }
}

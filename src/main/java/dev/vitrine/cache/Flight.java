package dev.vitrine.cache;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Token;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One load under way, and those who wait for it. It holds nobody's request: who leaves is not missed.
 *
 * <pre>
 *   under way ── land ──► landed ── release, 128 in a turn of the event loop ──► everybody told
 * </pre>
 *
 * Any thread.
 */
final class Flight<T> {
    private static final int BATCH = 128;

    private final @Nullable Token token;
    private final long startNanos;
    private boolean hasOvertaken;
    private final Queue<CompletableFuture<Landed<T>>> seats = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Landed<T> landed;

    /**
     * How a flight ended.
     *
     * @param token the one with which the backend was asked
     */
    record Landed<T>(@Nullable Token token, Outcome<T> outcome) {
        /** A token that the backend does not take says nothing about another one. */
        boolean concerns(Caller caller) {
            return !outcome.isFailure(Kind.TOKEN_REFUSED) || token == null || token.equals(caller.token());
        }
    }

    /** Takes the token with which the backend will be asked. */
    Flight(@Nullable Token token, long startNanos) {
        this.token = token;
        this.startNanos = startNanos;
    }

    /**
     * Takes the place of one that has been under way for too long, and returns whether it does: once, so that a backend that
     * hangs is not asked again and again. To be called by who alone may change the place.
     */
    boolean tryOvertake(Flight<T> other, Duration patience) {
        hasOvertaken = !other.hasOvertaken && startNanos - other.startNanos > patience.toNanos();
        return hasOvertaken;
    }

    /** Returns what completes when this has landed. */
    CompletableFuture<Landed<T>> board() {
        CompletableFuture<Landed<T>> seat = new CompletableFuture<>();
        seats.add(seat);
        Landed<T> end = landed;
        if (end != null) {
            // It landed meanwhile, and may have looked for those who wait before this one sat down.
            seat.complete(end);
        }
        return seat;
    }

    /** Ends the flight. Nobody is told yet: what follows from the end is to be in place before anybody acts on it. */
    Landed<T> land(Outcome<T> outcome) {
        Landed<T> end = new Landed<>(token, outcome);
        landed = end;
        return end;
    }

    /** Tells those who wait, so many at a time that the event loop can do other things between. */
    void release(Landed<T> end, Loop loop) {
        for (int i = 0; i < BATCH; i++) {
            CompletableFuture<Landed<T>> seat = seats.poll();
            if (seat == null) {
                return;
            }
            seat.complete(end);
        }
        loop.soon(() -> release(end, loop));
    }
}

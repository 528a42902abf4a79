package dev.vitrine.api;

import dev.vitrine.cache.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on one thing at a time, in the order in which it came; what has waited for too long, or finds too much before it,
 * is refused. Any thread; each caller's work is done on his own event loop.
 */
final class KeyedQueue<K> {
    private static final int MOST_WAITING = 64;

    private final Loop loop;
    private final Duration patience;

    /** Those who wait behind the one whose turn it is; changed by {@code compute} only, which lets one in at a time. */
    private final ConcurrentMap<K, Queue<CompletableFuture<Boolean>>> waiting = new ConcurrentHashMap<>();

    KeyedQueue(Loop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** Does the work when all that came before it has ended, or returns the refusal. */
    <T> Future<T> take(K key, Supplier<Future<T>> work, Supplier<T> refusal) {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        waiting.compute(key, (same, queue) -> {
            if (queue == null) {
                turn.complete(true);
                return new ArrayDeque<>();
            }
            if (queue.size() < MOST_WAITING) {
                queue.add(turn);
            } else {
                turn.cancel(false);
            }
            return queue;
        });
        // A turn that comes just when its patience ends cannot be cancelled, and is taken: somebody has passed it on.
        return loop.within(patience, turn)
                .transform(end -> turn.cancel(false) ? Future.succeededFuture(refusal.get()) : run(key, work));
    }

    private <T> Future<T> run(K key, Supplier<Future<T>> work) {
        return Future.succeededFuture().compose(go -> work.get()).onComplete(end -> pass(key));
    }

    private void pass(K key) {
        CompletableFuture<Boolean> next;
        do {
            next = next(key);
        } while (next != null && !next.complete(true));
    }

    private @Nullable CompletableFuture<Boolean> next(K key) {
        AtomicReference<@Nullable CompletableFuture<Boolean>> next = new AtomicReference<>();
        waiting.computeIfPresent(key, (same, queue) -> {
            next.set(queue.poll());
            return next.get() == null ? null : queue;
        });
        return next.get();
    }
}

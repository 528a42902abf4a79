package dev.vitrine.api;

import dev.vitrine.async.EventLoops;
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
 * Runs work for one key at a time, in the order in which it came. Work that waits longer than the timeout, or finds the queue
 * of its key full, is rejected. Any thread; each caller's work runs on its own event loop.
 */
final class KeyedQueue<K> {
    private static final int MAX_WAITING = 64;

    private final EventLoops loops;
    private final Duration timeout;

    /** What waits behind the work that runs; changed by {@code compute} only, which is atomic for each key. */
    private final ConcurrentMap<K, Queue<CompletableFuture<Boolean>>> waiting = new ConcurrentHashMap<>();

    KeyedQueue(EventLoops loops, Duration timeout) {
        this.loops = loops;
        this.timeout = timeout;
    }

    /** Runs the work when all work before it has ended, or returns the rejection. */
    <T> Future<T> take(K key, Supplier<Future<T>> work, Supplier<T> rejection) {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        waiting.compute(key, (same, queue) -> {
            if (queue == null) {
                turn.complete(true);
                return new ArrayDeque<>();
            }
            if (queue.size() < MAX_WAITING) {
                queue.add(turn);
            } else {
                turn.cancel(false);
            }
            return queue;
        });
        // A turn that comes as the timeout fires cannot be cancelled any more, and is taken.
        return loops.within(timeout, turn)
                .transform(end -> turn.cancel(false) ? Future.succeededFuture(rejection.get()) : run(key, work));
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

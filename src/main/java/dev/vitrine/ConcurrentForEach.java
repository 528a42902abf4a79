package dev.vitrine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Runs an asynchronous task for each item, with a limit on the tasks that run concurrently. Each task returns whether to
 * go on. Confined to one event loop.
 *
 * @param <T> the type of the items
 */
final class ConcurrentForEach<T> {
    private final Iterator<T> items;
    private final int concurrency;
    private final Function<T, Future<Boolean>> task;
    private final Promise<Void> end = Promise.promise();
    private int running;
    private boolean goesOn = true;
    private boolean isStarting;

    /** Starts no task yet. */
    ConcurrentForEach(Iterable<T> items, int concurrency, Function<T, Future<Boolean>> task) {
        this.items = items.iterator();
        this.concurrency = concurrency;
        this.task = task;
    }

    /** Runs the tasks. Completes when the last one has ended; never fails. No task is started after one has failed. */
    Future<Void> run() {
        startTasks();
        return end.future();
    }

    /** Tasks that complete at once call back into this method. The loop continues for them, so the stack is bounded. */
    private void startTasks() {
        if (isStarting) {
            return;
        }
        isStarting = true;
        while (goesOn && running < concurrency && items.hasNext()) {
            running++;
            Future.succeededFuture(items.next()).compose(task).onComplete(ended -> {
                running--;
                goesOn &= ended.succeeded() && ended.result();
                startTasks();
            });
        }
        isStarting = false;
        if (running == 0) {
            end.tryComplete();
        }
    }
}

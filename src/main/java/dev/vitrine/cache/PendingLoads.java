package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Reservation;
import io.vertx.core.Future;

/**
 * Loads that have ended and may be stored only if something turns out well that is still in progress: a write to the image,
 * or a validation of the caller's token.
 *
 * <p>Bounded in bytes, in all and by project: a project may have its own loads wait for as long as its own writes last. A load
 * that finds no room is not stored: its caller has its response in any case. Any thread.
 */
final class PendingLoads {
    private final ByteBudget budget;

    /** Takes how many bytes all loads may take that wait. */
    PendingLoads(long maxBytes) {
        this.budget = new ByteBudget(maxBytes);
    }

    /**
     * Stores a load of that weight at once, or when the condition has come true.
     *
     * @param project for which it was made, or what stands for one
     * @return completes when it is stored, or will not be; never fails
     */
    Future<?> storeWhen(Future<Boolean> condition, long weight, String project, Runnable store) {
        if (condition.isComplete()) {
            run(condition, store);
            return Future.succeededFuture();
        }
        Reservation waiting = budget.reserve(project);
        if (!waiting.tryAdd(weight)) {
            return Future.succeededFuture();
        }
        return condition.transform(end -> {
            waiting.release();
            run(condition, store);
            return Future.succeededFuture();
        });
    }

    private static void run(Future<Boolean> condition, Runnable store) {
        if (condition.succeeded() && condition.result()) {
            store.run();
        }
    }
}

package dev.vitrine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Many steps of which so many are under way at once; each says whether there is to be another. For one event loop.
 *
 * @param <T> what a step is made with
 */
final class BoundedWalk<T> {
    private final Iterator<T> items;
    private final int concurrency;
    private final Function<T, Future<Boolean>> step;
    private final Promise<Void> end = Promise.promise();
    private int underWay;
    private boolean goesOn = true;
    private boolean isStarting;

    /** Makes no step yet. */
    BoundedWalk(Iterable<T> items, int concurrency, Function<T, Future<Boolean>> step) {
        this.items = items.iterator();
        this.concurrency = concurrency;
        this.step = step;
    }

    /** Returns what completes when the last step has ended; it never fails. A step that fails is the last one. */
    Future<Void> go() {
        advance();
        return end.future();
    }

    /** Steps that end at once come back in here: they must not pile up on the stack, so the loop below goes on for them. */
    private void advance() {
        if (isStarting) {
            return;
        }
        isStarting = true;
        while (goesOn && underWay < concurrency && items.hasNext()) {
            underWay++;
            Future.succeededFuture(items.next()).compose(step).onComplete(ended -> {
                underWay--;
                goesOn &= ended.succeeded() && ended.result();
                advance();
            });
        }
        isStarting = false;
        if (underWay == 0) {
            end.tryComplete();
        }
    }
}

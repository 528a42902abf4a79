package dev.vitrine.client;

import dev.vitrine.model.Clocks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an endpoint fails, or only the requests that it was sent: a request of the gateway's own is sent after a
 * failure that a request can cause itself. A good result holds for a quarter of a second, so that clients cannot cause many such
 * requests; a bad one for five seconds, since an endpoint may fail some of its requests only. Any thread.
 */
final class EndpointCheck {
    private static final Duration GOOD_TTL = Duration.ofMillis(250);
    private static final Duration BAD_TTL = Duration.ofSeconds(5);

    private final Clocks clocks;
    private final Supplier<Future<ServiceResponse>> request;
    private final AtomicBoolean isSuspected = new AtomicBoolean();
    private @Nullable Future<Boolean> isFailing;
    private long startNanos;

    /** Takes what sends the request; its future never fails, and completes within a timeout of its own. */
    EndpointCheck(Clocks clocks, Supplier<Future<ServiceResponse>> request) {
        this.clocks = clocks;
        this.request = request;
    }

    /** Takes a failure that a request can cause itself; returns whether it is the first since the last {@link #onAnswer}. */
    boolean isFirst() {
        return !isSuspected.getAndSet(true);
    }

    /** Takes the end of a call that was no such failure. */
    void onAnswer() {
        if (isSuspected.get()) {
            isSuspected.set(false);
        }
    }

    /** Returns whether a request of the gateway's own fails too: one that is in progress or ended a moment ago, or a new one. */
    synchronized Future<Boolean> isFailing() {
        Future<Boolean> last = isFailing;
        return last != null && last.isComplete() && isCurrent(last) ? last : isFailingNow();
    }

    /** As the other, but a request that has ended does not count. */
    synchronized Future<Boolean> isFailingNow() {
        Future<Boolean> last = isFailing;
        if (last != null && !last.isComplete()) {
            return last;
        }
        startNanos = clocks.nanos();
        Future<Boolean> next = request.get().map(EndpointSelector::isFailure);
        isFailing = next;
        return next;
    }

    /** Returns whether a request of the gateway's own has failed a moment ago. */
    synchronized boolean isKnownToFail() {
        Future<Boolean> last = isFailing;
        return last != null && last.isComplete() && last.result() && isCurrent(last);
    }

    private boolean isCurrent(Future<Boolean> ended) {
        Duration ttl = ended.result() ? BAD_TTL : GOOD_TTL;
        return clocks.nanos() - startNanos <= ttl.toNanos();
    }
}

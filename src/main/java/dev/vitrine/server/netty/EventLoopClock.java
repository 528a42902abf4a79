package dev.vitrine.server.netty;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.LongSupplier;

/**
 * Since when the input that an event loop reads can have been there: the latency of a request counts from then.
 *
 * <pre>
 *   look ─► read what is there, run tasks ─► look ─► read …
 *     └────── came in here, found there ──────┘
 * </pre>
 *
 * <p>An event loop looks for input, reads all that is there, runs its tasks, and looks again. What it finds at once came since it
 * last looked, and counts from then: at most what it has waited, so that a busy event loop never looks faster than it is. Where it
 * finds nothing and waits, input counts from the moment that ends the wait.
 *
 * <p>Not counted is what no process sees: the time in the network, in the kernel's queue of connections that are not accepted yet,
 * and of bytes that the gateway leaves in the socket while the connection's last request has no response. A request that was
 * read together with one before it on the same HTTP/1 connection, and is handled when that has its response, counts from there.
 *
 * <p>It is right on event loops of {@link TimedTransport}; on others, as of tests, input counts from when it is read. One for each
 * event loop, and for that alone.
 */
public final class EventLoopClock implements SelectStrategy {
    private static final FastThreadLocal<EventLoopClock> CURRENT = new FastThreadLocal<>() {
        @Override
        protected EventLoopClock initialValue() {
            return new EventLoopClock(System::nanoTime);
        }
    };

    private final LongSupplier nanos;

    /** Whether the event loop says when it looks. */
    private boolean isTold;

    /** Until when all input that came has been found. */
    private long lookedNanos;

    private long inputNanos;
    private boolean isWaiting;
    private boolean isReading;
    private long readingNanos;

    EventLoopClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns the clock of the event loop that runs this. */
    public static EventLoopClock current() {
        return CURRENT.get();
    }

    /** Returns since when the request that begins now can have been there, by {@link System#nanoTime}. */
    public long startNanos() {
        return isReading ? readingNanos : nanos.getAsLong();
    }

    /** Returns since when what has just been read can have been there. */
    long inputNanos() {
        return isTold ? inputNanos : nanos.getAsLong();
    }

    /** What is handled until {@link #endReading} came with input of that time. */
    void beginReading(long sinceNanos) {
        isReading = true;
        readingNanos = sinceNanos;
    }

    void endReading() {
        isReading = false;
    }

    /** Looks for input; waits only if there is none. Netty's own strategy waits without a look, and does not say for how long. */
    @Override
    public int calculateStrategy(IntSupplier look, boolean hasTasks) throws Exception {
        if (!isTold) {
            isTold = true;
            lookedNanos = nanos.getAsLong();
            CURRENT.set(this);
        }
        long begin = nanos.getAsLong();
        int found = look.get();
        if (found > 0) {
            inputNanos = lookedNanos;
        }
        lookedNanos = begin;
        isWaiting = found <= 0 && !hasTasks;
        return isWaiting ? SELECT : found;
    }

    /** Input is about to be read: the first ends the wait. */
    void onInput() {
        if (isWaiting) {
            isWaiting = false;
            lookedNanos = nanos.getAsLong();
            inputNanos = lookedNanos;
        }
    }

    /** All input has been read. A wait that no input has ended ends here, for a task or a timer. */
    void onRead() {
        if (isWaiting) {
            isWaiting = false;
            lookedNanos = nanos.getAsLong();
        }
    }
}

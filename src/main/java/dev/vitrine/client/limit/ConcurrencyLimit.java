package dev.vitrine.client.limit;

import dev.vitrine.model.Clocks;

/**
 * An adaptive limit on the calls in progress to a service: it grows while responses come in time and shrinks when they do not
 * (additive increase, multiplicative decrease, as TCP's window: RFC 5681).
 *
 * <p>It starts with 20, within its minimum and maximum. As many good responses as the limit raise it by one, provided that half
 * of it was in use: more was not tried, and is not known to work. A late response lowers it by a quarter; others that were in
 * progress at the same time do not lower it again, since they are of the same overload.
 *
 * <p>Late is also a response whose usual time is four times that of a service at rest: then calls queue in the service, which
 * costs it more than a queue here, and in no fair order (as in TCP Vegas, Brakmo 1994). Any thread; the lock is held for
 * nanoseconds.
 */
public final class ConcurrencyLimit {
    private static final int START = 20;
    private static final double DECREASE = 0.75;
    private static final int QUEUEING = 4;

    /** A difference that the gateway itself can cause. */
    private static final long NOISE_NANOS = 20_000_000;

    private final Clocks clocks;
    private final int min;
    private final int max;
    private double limit;
    private long decreasedNanos;
    private long averageNanos;
    private long baselineNanos;

    /** What the end of a call says of the service's load. */
    public enum Sample {
        /** A response in time, whose duration is a measure. */
        TIMED,
        /** A response whose duration is no measure: a refusal, a change, a list. */
        UNTIMED,
        /** A late response or a timeout, whose duration is a measure. */
        SLOW,
        /** The service says that it is overloaded, or a call timed out whose duration is no measure. */
        OVERLOADED,
        /** No response for other reasons: it says nothing. */
        NONE
    }

    /** Takes the bounds of the limit; the maximum wins where the minimum exceeds it. */
    public ConcurrencyLimit(int min, int max, Clocks clocks) {
        this.min = Math.min(min, max);
        this.max = max;
        this.clocks = clocks;
        this.limit = Math.min(Math.max(START, min), max);
        this.decreasedNanos = clocks.nanos();
    }

    /** Returns the limit as it is now: how many calls may be in progress. */
    public synchronized int current() {
        return (int) limit;
    }

    /** Returns the moving average of a call's duration, in nanoseconds; 0 before the first measure. */
    public synchronized long averageNanos() {
        return averageNanos;
    }

    /**
     * Takes the end of a call.
     *
     * @param startNanos when the call began, by the limit's own clock; later by the time in which the gateway itself was late
     * @param inProgress the calls in progress, this one included
     */
    public synchronized void onSample(Sample sample, long startNanos, int inProgress) {
        if (sample == Sample.TIMED || sample == Sample.SLOW) {
            measure(clocks.nanos() - startNanos, inProgress);
        }
        boolean isGood = sample == Sample.TIMED || sample == Sample.UNTIMED;
        boolean isQueueing = averageNanos > QUEUEING * baselineNanos + NOISE_NANOS;
        boolean isOverload = sample == Sample.SLOW || sample == Sample.OVERLOADED || (isGood && isQueueing);
        if (isOverload && startNanos - decreasedNanos >= 0) {
            limit = Math.max(limit * DECREASE, min);
            decreasedNanos = clocks.nanos();
        } else if (isGood && !isQueueing && 2 * inProgress >= (int) limit) {
            limit = Math.min(limit + 1 / limit, max);
        }
    }

    /**
     * The baseline follows a service that has become slower within some ten thousand calls, or the limit would stay low for
     * ever.
     */
    private void measure(long took, int inProgress) {
        boolean isFirst = averageNanos == 0;
        // As TCP smooths its round-trip time: RFC 6298, 2.3.
        averageNanos = isFirst ? took : averageNanos + (took - averageNanos) / 8;
        if (isFirst) {
            baselineNanos = took;
        } else if (took < baselineNanos) {
            baselineNanos -= (baselineNanos - took) / 2;
        } else {
            baselineNanos += (took - baselineNanos) / (2 * inProgress <= Math.max(min, 2) ? 8 : 10_000);
        }
    }
}

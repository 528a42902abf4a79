package dev.vitrine.client;

import dev.vitrine.model.Clocks;

/**
 * How many calls a service is given at once: more while it answers in time, fewer when it does not (additive increase,
 * multiplicative decrease, as TCP does: RFC 5681).
 *
 * <p>It begins with 20, as far as that is between the least and the most that are allowed. As many good answers as
 * there may be calls allow one call more, provided that half of what is allowed was used: what was never tried is not
 * known to work. One that comes too late takes a quarter away, but those that were under way with it do not take more:
 * they tell of the same moment.
 *
 * <p>Too late is also what usually takes four times as long as when there was little to do: then calls wait for each other
 * in the service, where they cost it more than here, and nobody can put them in a fair order (as in TCP Vegas, Brakmo
 * 1994). Any thread; what is locked takes nanoseconds.
 */
final class ConcurrencyLimit {
    private static final int START = 20;
    private static final double LESS = 0.75;
    private static final int CROWDED = 4;

    /** Less is nothing to go by: so long may wait here what is done there at once. */
    private static final long NOISE_NANOS = 20_000_000;

    private final Clocks time;
    private final int least;
    private final int most;
    private double limit;
    private long decreasedNanos;
    private long usualNanos;
    private long quietNanos;

    /** What an answer tells of the service's load. */
    enum Load {
        /** What was asked for came in good time, which tells how long that takes. */
        SERVED,
        /** There was another answer, or one that takes its time by its nature. */
        LIGHT,
        /** It came late, or not in its time, which tells how long that takes. */
        SLOW,
        /** The service says that there is too much to do. */
        BUSY,
        /** There is none, for other reasons. */
        UNKNOWN
    }

    /** Takes the fewest and the most that are ever allowed; of the two the most wins. */
    ConcurrencyLimit(int least, int most, Clocks time) {
        this.least = Math.min(least, most);
        this.most = most;
        this.time = time;
        this.limit = Math.min(Math.max(START, least), most);
        this.decreasedNanos = time.nanos();
    }

    /** Returns how many calls may be under way. */
    synchronized int calls() {
        return (int) limit;
    }

    /** Returns how long a call takes of late, in nanoseconds; 0 if nobody knows. */
    synchronized long usualNanos() {
        return usualNanos;
    }

    /**
     * Takes how a call ended.
     *
     * @param startNanos when it began, by the limit's own clock
     * @param underWay how many there were, this one included
     */
    synchronized void ended(Load load, long startNanos, int underWay) {
        if (load == Load.SERVED || load == Load.SLOW) {
            learn(time.nanos() - startNanos, underWay);
        }
        boolean isGood = load == Load.SERVED || load == Load.LIGHT;
        boolean isCrowded = usualNanos > CROWDED * quietNanos + NOISE_NANOS;
        boolean isHeavy = load == Load.SLOW || load == Load.BUSY || (isGood && isCrowded);
        if (isHeavy && startNanos - decreasedNanos >= 0) {
            limit = Math.max(limit * LESS, least);
            decreasedNanos = time.nanos();
        } else if (isGood && !isCrowded && 2 * underWay >= (int) limit) {
            limit = Math.min(limit + 1 / limit, most);
        }
    }

    /** What is quiet is forgotten in some ten thousand calls, lest a service that has become slower gets too few for ever. */
    private void learn(long took, int underWay) {
        boolean isFirst = usualNanos == 0;
        // As TCP averages its round trips: RFC 6298, 2.3.
        usualNanos = isFirst ? took : usualNanos + (took - usualNanos) / 8;
        if (isFirst) {
            quietNanos = took;
        } else if (took < quietNanos) {
            quietNanos -= (quietNanos - took) / 2;
        } else {
            quietNanos += (took - quietNanos) / (2 * underWay <= Math.max(least, 2) ? 8 : 10_000);
        }
    }
}

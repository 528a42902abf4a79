package dev.vitrine.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What was true of one image, and when, as far as whoever changes it can tell. A change takes effect at some moment
 * between its start and its end; all that time, what it ends and what it begins are both taken for true.
 *
 * <p>Changes are for one thread, the clock is for all.
 */
final class LiveHistory {
    /** How late an answer is that was true at no time before it came. */
    static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final long OPEN = Long.MAX_VALUE;

    private final LongSupplier clock;
    private final long originNanos;
    private final List<Period> periods = new ArrayList<>();

    /** Begins with an image as it is now: the turn in its metadata, and who may see it. */
    LiveHistory(LongSupplier clock, String turn, Set<String> seenBy) {
        this.clock = clock;
        this.originNanos = clock.getAsLong();
        periods.add(new Period(turn, seenBy, 0, OPEN));
    }

    private record Period(String turn, Set<String> seenBy, long fromNanos, long untilNanos) {
        boolean agreesWith(LiveRead read) {
            return seenBy.contains(read.caller())
                    ? read.status() == 200 && read.turn().equals(turn)
                    : read.status() == 404;
        }

        Period until(long nanos) {
            return new Period(turn, seenBy, fromNanos, nanos);
        }
    }

    /** Nanoseconds since the history began. */
    long now() {
        return clock.getAsLong() - originNanos;
    }

    /** The turn that the image is in. */
    String turn() {
        return periods.get(periods.size() - 1).turn;
    }

    /** Makes a change, after which the image has this turn and is seen by these. */
    void change(String turn, Set<String> seenBy, Runnable change) {
        long start = now();
        change.run();
        int last = periods.size() - 1;
        periods.set(last, periods.get(last).until(now()));
        periods.add(new Period(turn, seenBy, start, OPEN));
    }

    /** Whether an answer says what is true now. */
    boolean isUpToDate(LiveRead read) {
        return periods.get(periods.size() - 1).agreesWith(read);
    }

    /**
     * How long before the request what the answer says was last true: nothing if it was true at some moment between
     * request and answer, {@link #NEVER} if it was not true before the answer came.
     */
    Duration lag(LiveRead read) {
        return periods.stream()
                .filter(period -> period.agreesWith(read) && period.fromNanos <= read.endNanos())
                .map(period -> Duration.ofNanos(Math.max(0, read.startNanos() - period.untilNanos)))
                .min(Duration::compareTo)
                .orElse(NEVER);
    }

    /**
     * The answers that lag further behind than they may where an answer is remembered for so long. What a load brings may
     * be as old as the load took before it is remembered at all: whoever began the load waited for it, and still did at
     * some moment since which the answer can have been remembered.
     */
    Stream<LiveRead> late(List<LiveRead> reads, Duration remembered) {
        return reads.stream()
                .filter(read -> lag(read).compareTo(remembered) > 0)
                .filter(read -> lag(read).compareTo(remembered.plus(loading(read, reads, remembered))) > 0);
    }

    private static Duration loading(LiveRead answer, List<LiveRead> reads, Duration remembered) {
        long since = answer.startNanos() - remembered.toNanos();
        return reads.stream()
                .filter(read -> read.endNanos() >= since && read.startNanos() <= answer.endNanos())
                .map(LiveRead::took)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}

package dev.vitrine.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The history of one image, as its writer knows it. A change takes effect at some moment
 * between its start and its end; during this time both the old and the new state are valid.
 *
 * <p>Changes are for one thread, the clock is for all.
 */
public final class LiveHistory {
    /** The lag of a response that was never valid before it arrived. */
    public static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final long OPEN = Long.MAX_VALUE;

    private final LongSupplier clock;
    private final long originNanos;
    private final List<Period> periods = new ArrayList<>();

    /** Starts with the current state of an image: its turn, and who may see it. */
    public LiveHistory(LongSupplier clock, String turn, Set<String> seenBy) {
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
    public long now() {
        return clock.getAsLong() - originNanos;
    }

    /** The turn that the image is in. */
    public String turn() {
        return periods.get(periods.size() - 1).turn;
    }

    /** Makes a change, after which the image has this turn and is visible to these callers. */
    public void change(String turn, Set<String> seenBy, Runnable change) {
        long start = now();
        change.run();
        int last = periods.size() - 1;
        periods.set(last, periods.get(last).until(now()));
        periods.add(new Period(turn, seenBy, start, OPEN));
    }

    /** Returns whether a response matches the current state. */
    public boolean isUpToDate(LiveRead read) {
        return periods.get(periods.size() - 1).agreesWith(read);
    }

    /**
     * Returns the time before the request at which the response was last valid: zero if it was valid at some moment between
     * request and response, {@link #NEVER} if it was never valid before the response.
     */
    public Duration lag(LiveRead read) {
        return periods.stream()
                .filter(period -> period.agreesWith(read) && period.fromNanos <= read.endNanos())
                .map(period -> Duration.ofNanos(Math.max(0, read.startNanos() - period.untilNanos)))
                .min(Duration::compareTo)
                .orElse(NEVER);
    }

    /**
     * Returns the responses that lag more than allowed if responses are cached for this time. A cached response may
     * be as old as its load took before it is cached: the caller that started the load waited for it, and still did at
     * some moment after which the response can have been cached.
     */
    public Stream<LiveRead> late(List<LiveRead> reads, Duration ttl) {
        return reads.stream()
                .filter(read -> lag(read).compareTo(ttl) > 0)
                .filter(read -> lag(read).compareTo(ttl.plus(loading(read, reads, ttl))) > 0);
    }

    private static Duration loading(LiveRead answer, List<LiveRead> reads, Duration ttl) {
        long since = answer.startNanos() - ttl.toNanos();
        return reads.stream()
                .filter(read -> read.endNanos() >= since && read.startNanos() <= answer.endNanos())
                .map(LiveRead::took)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}

package dev.vitrine.storm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The responses of a load, in no order. */
record Answers(List<Answer> all) {
    /**
     * A response.
     *
     * @param startNanos the {@link System#nanoTime} of the request
     * @param nanos the latency
     * @param status its status; 0 if the connection failed
     * @param which the index of the expected response that it matches; negative if it matches none
     */
    record Answer(long startNanos, long nanos, int status, int which) {}

    Answers where(Predicate<Answer> which) {
        return new Answers(all.stream().filter(which).toList());
    }

    /** Returns the responses to requests in this time. */
    Answers between(long fromNanos, long toNanos) {
        return where(answer -> answer.startNanos - fromNanos >= 0 && answer.startNanos - toNanos < 0);
    }

    Answers of(int status) {
        return where(answer -> answer.status == status);
    }

    Answers wrong() {
        return where(answer -> answer.which < 0);
    }

    /** Returns the responses that match the expected one with this index. */
    Answers matching(int which) {
        return where(answer -> answer.which == which);
    }

    /** Returns the time from that instant to the last request; zero if there was none. */
    Duration lastAfter(long nanos) {
        return Duration.ofNanos(all.stream()
                .mapToLong(answer -> answer.startNanos - nanos)
                .max()
                .orElse(0));
    }

    int size() {
        return all.size();
    }

    Duration percentile(double percent) {
        long[] nanos = all.stream().mapToLong(Answer::nanos).sorted().toArray();
        return nanos.length == 0 ? Duration.ZERO : Duration.ofNanos(nanos[(int) ((nanos.length - 1) * percent / 100)]);
    }

    double perSecond(Duration time) {
        return size() * 1e9 / time.toNanos();
    }

    /** Returns the number of responses by status, the number of wrong ones, and the latencies. */
    @Override
    public String toString() {
        Map<Integer, Integer> statuses = new TreeMap<>();
        all.forEach(answer -> statuses.merge(answer.status, 1, Integer::sum));
        return "%d answers %s, %d wrong, p50 %.1f ms, p99 %.1f ms, max %.1f ms"
                .formatted(size(), statuses, wrong().size(), millis(50), millis(99), millis(100));
    }

    private double millis(double percent) {
        return percentile(percent).toNanos() / 1e6;
    }
}

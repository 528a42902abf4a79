package dev.vitrine.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A latency histogram: cumulative counts up to each bound, as Prometheus has them; the last count is the total. Immutable. */
final class Histogram {
    static final Histogram NONE = new Histogram(new double[0], new double[] {0});

    /** Upper bounds in seconds, ascending; one fewer than counts. */
    private final double[] bounds;

    private final double[] counts;

    private Histogram(double[] bounds, double[] counts) {
        this.bounds = bounds;
        this.counts = counts;
    }

    static Histogram of(Timer timer) {
        HistogramSnapshot snapshot = timer.takeSnapshot();
        CountAtBucket[] buckets = snapshot.histogramCounts();
        double[] bounds = new double[buckets.length];
        double[] counts = new double[buckets.length + 1];
        for (int i = 0; i < buckets.length; i++) {
            bounds[i] = buckets[i].bucket(TimeUnit.SECONDS);
            counts[i] = buckets[i].count();
        }
        counts[buckets.length] = snapshot.count();
        return new Histogram(bounds, counts);
    }

    double all() {
        return counts[counts.length - 1];
    }

    Histogram plus(Histogram other) {
        return counts.length < other.counts.length ? other.plus(this) : combined(other, 1);
    }

    /** Returns the difference to an earlier histogram of the same bounds. */
    Histogram since(Histogram earlier) {
        return earlier.counts.length > counts.length ? this : combined(earlier, -1);
    }

    private Histogram combined(Histogram other, int sign) {
        double[] sum = counts.clone();
        if (other.counts.length == sum.length) {
            Arrays.setAll(sum, i -> counts[i] + sign * other.counts[i]);
        }
        return new Histogram(bounds, sum);
    }

    /**
     * Returns a quantile of the latency in seconds, interpolated as Prometheus' {@code histogram_quantile} does; NaN without
     * observations.
     *
     * @param quantile 0 to 1
     */
    double quantile(double quantile) {
        double wanted = quantile * all();
        if (all() <= 0 || bounds.length == 0) {
            return Double.NaN;
        }
        for (int i = 0; i < bounds.length; i++) {
            if (counts[i] >= wanted) {
                double below = i == 0 ? 0 : counts[i - 1];
                double from = i == 0 ? 0 : bounds[i - 1];
                return counts[i] == below ? from : from + (bounds[i] - from) * (wanted - below) / (counts[i] - below);
            }
        }
        return bounds[bounds.length - 1];
    }
}

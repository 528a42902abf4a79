package dev.vitrine.metrics;

import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The exemplars of one histogram: for each bucket the last observation whose trace is known, with that trace's id
 * (OpenMetrics 1.0, section 4.6.1). So a dashboard leads from a slow bucket to the trace of a slow request.
 *
 * <p>Bounded by the number of series and buckets. An observation without a trace costs nothing here. Any thread.
 */
final class Exemplars {
    private final String histogram;
    private final long[] boundsNanos;
    private final ConcurrentMap<Labels, Buckets> series = new ConcurrentHashMap<>();

    /** The last traced observation of each bucket of one series. */
    final class Buckets {
        private final AtomicReferenceArray<@Nullable Observation> last =
                new AtomicReferenceArray<>(boundsNanos.length + 1);

        void record(long nanos, String traceId) {
            int bucket = 0;
            while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
                bucket++;
            }
            last.set(bucket, new Observation(nanos, traceId, System.currentTimeMillis()));
        }

        private io.prometheus.metrics.model.snapshots.Exemplars all() {
            List<Exemplar> all = new ArrayList<>();
            for (int i = 0; i < last.length(); i++) {
                Observation observation = last.get(i);
                if (observation != null) {
                    all.add(observation.exemplar());
                }
            }
            return io.prometheus.metrics.model.snapshots.Exemplars.of(all);
        }
    }

    private record Observation(long nanos, String traceId, long atMillis) {
        Exemplar exemplar() {
            return Exemplar.builder()
                    .value(nanos / 1e9)
                    .labels(Labels.of("trace_id", traceId))
                    .timestampMillis(atMillis)
                    .build();
        }
    }

    /** Takes the name of the histogram as it is exposed, and the upper bounds of its buckets but the last, ascending. */
    Exemplars(String histogram, long[] boundsNanos) {
        this.histogram = histogram;
        this.boundsNanos = boundsNanos.clone();
    }

    /** Returns the exemplars of the series with these labels. */
    Buckets of(Labels labels) {
        return series.computeIfAbsent(labels, key -> new Buckets());
    }

    /** Returns the metrics with these exemplars in the histogram. */
    MetricSnapshots in(MetricSnapshots metrics) {
        MetricSnapshots.Builder with = MetricSnapshots.builder();
        metrics.stream().map(this::in).forEach(with::metricSnapshot);
        return with.build();
    }

    private MetricSnapshot in(MetricSnapshot metric) {
        if (!(metric instanceof HistogramSnapshot of)
                || !of.getMetadata().getPrometheusName().equals(histogram)) {
            return metric;
        }
        List<HistogramDataPointSnapshot> points =
                of.getDataPoints().stream().map(this::in).toList();
        return new HistogramSnapshot(of.isGaugeHistogram(), of.getMetadata(), points);
    }

    private HistogramDataPointSnapshot in(HistogramDataPointSnapshot point) {
        Buckets buckets = series.get(point.getLabels());
        return buckets == null
                ? point
                : new HistogramDataPointSnapshot(
                        point.getClassicBuckets(),
                        point.getSum(),
                        point.getLabels(),
                        buckets.all(),
                        point.getCreatedTimestampMillis());
    }
}

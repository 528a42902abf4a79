package dev.vitrine.metrics;

import dev.vitrine.model.ImageId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most requested images, estimated with the space-saving sketch of Metwally, Agrawal and El Abbadi over a sample of the
 * requests; counts decay by half every minute and a half. Bounded; any thread.
 */
public final class TopImages {
    private static final int MAX_COUNTERS = 64;
    private static final int MAX_SHOWN = 10;
    private static final double DECAY = 0.985;

    private final Map<ImageId, Counter> counters = new HashMap<>();
    private double total;

    private static final class Counter {
        private double weight;

        Counter(double weight) {
            this.weight = weight;
        }
    }

    /**
     * One of the most requested images.
     *
     * @param id the image
     * @param share its share of the sampled requests, 0 to 1; an estimate that is never too small
     */
    public record TopImage(ImageId id, double share) {}

    /** Counts one sampled request. */
    public synchronized void count(ImageId id) {
        total++;
        Counter counter = counters.get(id);
        if (counter != null) {
            counter.weight++;
        } else if (counters.size() < MAX_COUNTERS) {
            counters.put(id, new Counter(1));
        } else {
            replaceSmallest(id);
        }
    }

    /** The new image inherits the weight of the one it replaces: so no estimate is too small. */
    private void replaceSmallest(ImageId id) {
        ImageId smallest = id;
        double weight = Double.MAX_VALUE;
        for (Map.Entry<ImageId, Counter> entry : counters.entrySet()) {
            if (entry.getValue().weight < weight) {
                smallest = entry.getKey();
                weight = entry.getValue().weight;
            }
        }
        counters.remove(smallest);
        counters.put(id, new Counter(weight + 1));
    }

    /** Reduces all counts a little; to be called with every sample of the {@link History}. */
    public synchronized void decay() {
        total *= DECAY;
        counters.values().forEach(counter -> counter.weight *= DECAY);
        counters.values().removeIf(counter -> counter.weight < 0.1);
    }

    /** Returns the most requested images, at most ten, the highest share first. */
    public synchronized List<TopImage> top() {
        return counters.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<ImageId, Counter> entry) -> -entry.getValue().weight))
                .limit(MAX_SHOWN)
                .map(entry -> new TopImage(entry.getKey(), Math.min(entry.getValue().weight / total, 1)))
                .toList();
    }
}

package dev.vitrine.metrics;

import dev.vitrine.model.ImageId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most requested images, estimated with the space-saving sketch of Metwally, Agrawal and El Abbadi over a sample of the
 * requests; counts decay by half every minute and a half. Bounded; any thread.
 */
public final class TopImages {
    private static final int MAX_COUNTERS = 64;
    private static final int MAX_SHOWN = 10;
    private static final double DECAY = 0.985;

    /** An image that is counted less is forgotten. */
    private static final double MIN_WEIGHT = 0.1;

    /** In arrays rather than a map: the smallest counter is sought at nearly each count where many images are requested. */
    private final ImageId[] ids = new ImageId[MAX_COUNTERS];

    private final int[] hashes = new int[MAX_COUNTERS];
    private final double[] weights = new double[MAX_COUNTERS];
    private int size;
    private double total;

    /**
     * One of the most requested images.
     *
     * @param id the image
     * @param share its share of the sampled requests, 0 to 1; an estimate that is never too small
     */
    public record TopImage(ImageId id, double share) {}

    /** Counts one sampled request. The new image inherits the weight of the one it replaces: so no estimate is too small. */
    public synchronized void count(ImageId id) {
        total++;
        int hash = id.hashCode();
        int at = indexOf(id, hash);
        if (at < 0) {
            at = size < MAX_COUNTERS ? size++ : smallest();
            ids[at] = id;
            hashes[at] = hash;
        }
        weights[at]++;
    }

    private int indexOf(ImageId id, int hash) {
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && ids[i].equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private int smallest() {
        int smallest = 0;
        for (int i = 1; i < size; i++) {
            if (weights[i] < weights[smallest]) {
                smallest = i;
            }
        }
        return smallest;
    }

    /** Reduces all counts a little; to be called with every sample of the {@link History}. */
    public synchronized void decay() {
        total *= DECAY;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double weight = weights[i] * DECAY;
            if (weight >= MIN_WEIGHT) {
                ids[kept] = ids[i];
                hashes[kept] = hashes[i];
                weights[kept++] = weight;
            }
        }
        Arrays.fill(ids, kept, size, null);
        Arrays.fill(weights, kept, size, 0);
        size = kept;
    }

    /** Returns the most requested images, at most ten, the highest share first. */
    public synchronized List<TopImage> top() {
        return IntStream.range(0, size)
                .mapToObj(i -> new TopImage(ids[i], Math.min(weights[i] / total, 1)))
                .sorted(Comparator.comparingDouble(TopImage::share).reversed())
                .limit(MAX_SHOWN)
                .toList();
    }
}

package dev.vitrine.metrics;

import dev.vitrine.model.ImageId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which images are asked for most, about: the space-saving sketch of Metwally, Agrawal and El Abbadi over a sample of the
 * requests, which forgets by half every minute and a half. Bounded; any thread.
 */
public final class TopImages {
    private static final int PLACES = 64;
    private static final int SHOWN = 10;
    private static final double KEPT = 0.985;

    private final Map<ImageId, Place> places = new HashMap<>();
    private double all;

    private static final class Place {
        private double weight;

        Place(double weight) {
            this.weight = weight;
        }
    }

    /**
     * One of the busiest images.
     *
     * @param id which
     * @param part the part of the sampled requests that were for it, 0 to 1; an estimate that is never too small
     */
    public record Busy(ImageId id, double part) {}

    /** Takes one of the sampled requests. */
    public synchronized void note(ImageId id) {
        all++;
        Place place = places.get(id);
        if (place != null) {
            place.weight++;
        } else if (places.size() < PLACES) {
            places.put(id, new Place(1));
        } else {
            replaceLeast(id);
        }
    }

    /** Whoever comes takes over the weight of whom he replaces: so none is ever thought less busy than it is. */
    private void replaceLeast(ImageId id) {
        ImageId least = id;
        double weight = Double.MAX_VALUE;
        for (Map.Entry<ImageId, Place> entry : places.entrySet()) {
            if (entry.getValue().weight < weight) {
                least = entry.getKey();
                weight = entry.getValue().weight;
            }
        }
        places.remove(least);
        places.put(id, new Place(weight + 1));
    }

    /** Forgets a little; to be called with every step of the {@link History}. */
    public synchronized void forget() {
        all *= KEPT;
        places.values().forEach(place -> place.weight *= KEPT);
        places.values().removeIf(place -> place.weight < 0.1);
    }

    /** Returns the busiest, ten at the most. */
    public synchronized List<Busy> top() {
        return places.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<ImageId, Place> entry) -> -entry.getValue().weight))
                .limit(SHOWN)
                .map(entry -> new Busy(entry.getKey(), Math.min(entry.getValue().weight / all, 1)))
                .toList();
    }
}

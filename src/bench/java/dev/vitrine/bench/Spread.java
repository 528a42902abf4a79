package dev.vitrine.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** Figures of the same kind, in order. */
record Spread(List<Double> sorted) {
    Spread {
        sorted = sorted.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("no figures");
        }
    }

    static Collector<Double, ?, Spread> collector() {
        return Collectors.collectingAndThen(Collectors.toList(), Spread::new);
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return sorted.get(0);
    }

    double most() {
        return sorted.get(sorted.size() - 1);
    }

    /** Returns the median, with the least and the most behind it. */
    String text(int digits) {
        String one = "%." + digits + "f";
        return String.format(Locale.ROOT, one + " (" + one + "–" + one + ")", median(), least(), most());
    }
}

package dev.vitrine.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Measures the latencies of several servers at a fixed rate each, in turn, several times. */
final class SteadyRate {
    private static final int CONNECTIONS = 64;

    private SteadyRate() {}

    /** Who is measured, how, and what has come out so far. */
    private record Contestant(String name, int port, Workload work, double perSecond, Histogram all) {
        /** Reads {@code name,kind,port,ids,tenants,requests per second}. */
        static Contestant of(String text) {
            String[] parts = text.split(",", -1);
            int port = Integer.parseInt(parts[2]);
            Workload work = Workload.of(parts[1], port, Integer.parseInt(parts[3]), Integer.parseInt(parts[4]));
            return new Contestant(parts[0], port, work, Double.parseDouble(parts[5]), new Histogram(3));
        }

        /** Returns the latencies of this many seconds. */
        Histogram run(double seconds) throws IOException {
            try (LoadClient client = new LoadClient(port, CONNECTIONS, work)) {
                client.keepRate((long) (seconds * perSecond), perSecond);
                if (client.wrong() > 0) {
                    throw new IOException(name + ": " + client.wrong() + " wrong answers");
                }
                return client.latencies();
            }
        }
    }

    /** Takes the folder to write into, how many rounds, how many seconds each, and the contestants. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        double seconds = Double.parseDouble(args[2]);
        List<Contestant> contestants = new ArrayList<>();
        for (String text : List.of(args).subList(3, args.length)) {
            contestants.add(Contestant.of(text));
        }
        try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(folder.resolve("steady.csv")))) {
            csv.println("round,contestant,per_second,p50_us,p99_us,p999_us,max_us");
            // Round 0 is for this process to get warm, and counts for nothing.
            for (int round = 0; round <= rounds; round++) {
                for (Contestant contestant : contestants) {
                    Histogram latencies = contestant.run(seconds);
                    if (round > 0) {
                        contestant.all.add(latencies);
                        csv.println(round + "," + contestant.name + "," + Math.round(contestant.perSecond) + ","
                                + figures(latencies));
                    }
                }
            }
        }
        writeCurves(folder.resolve("latency.csv"), contestants);
    }

    private static String figures(Histogram latencies) {
        return micros(latencies.getValueAtPercentile(50)) + "," + micros(latencies.getValueAtPercentile(99)) + ","
                + micros(latencies.getValueAtPercentile(99.9)) + "," + micros(latencies.getMaxValue());
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
    }

    /** Writes every curve in steps that are even on an axis of nines. */
    private static void writeCurves(Path file, List<Contestant> contestants) throws IOException {
        try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(file))) {
            csv.println("contestant,nines,us");
            for (Contestant contestant : contestants) {
                for (double nines = 0; nines <= 4; nines += 0.05) {
                    double percentile = 100 * (1 - Math.pow(10, -nines));
                    csv.printf(
                            Locale.ROOT,
                            "%s,%.2f,%s%n",
                            contestant.name,
                            nines,
                            micros(contestant.all.getValueAtPercentile(percentile)));
                }
            }
        }
    }
}

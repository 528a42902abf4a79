package dev.vitrine.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes from the command to the first 200: of the gateway, which has a token validated and an image loaded for
 * it, as it is and with an archive of its classes, beside a bare Vert.x server with a constant answer.
 *
 * <p>Takes how many rounds, and a free port, of which it uses two; {@link Starts} says what it reads from the environment.
 */
final class StartTime {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int LOOK_FOR_MILLIS = 1000;

    private final Starts starts;
    private final int port;

    /** The milliseconds of each server, and its ratio to the bare server of the same round. */
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

    private StartTime(int port) throws IOException {
        this.starts = new Starts(port);
        this.port = port;
    }

    /** Prints a table of medians, least and most. */
    public static void main(String[] args) throws IOException, InterruptedException {
        StartTime start = new StartTime(Integer.parseInt(args[1]));
        Process backend = start.starts.backend();
        try {
            start.measure(Integer.parseInt(args[0]));
        } finally {
            Starts.end(backend);
        }
    }

    private void measure(int rounds) throws IOException, InterruptedException {
        starts.makeArchive();
        // The first round is for the files to be in the page cache, and counts for nothing.
        for (int round = 0; round <= rounds; round++) {
            double bare = start(Starts.BARE);
            double gateway = start(Starts.GATEWAY);
            double archived = start(Starts.ARCHIVED);
            if (round > 0) {
                note(Starts.BARE, bare, bare);
                note(Starts.GATEWAY, gateway, bare);
                note(Starts.ARCHIVED, archived, bare);
            }
        }
        System.out.println("| from the command to the first 200 | ms | of bare |\n| --- | ---: | ---: |");
        millis.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s |%n",
                name,
                spread(all).text(0),
                spread(ratios.get(name)).text(2)));
    }

    private void note(String name, double one, double bare) {
        millis.computeIfAbsent(name, first -> new ArrayList<>()).add(one);
        ratios.computeIfAbsent(name, first -> new ArrayList<>()).add(one / bare);
    }

    private static Spread spread(List<Double> all) {
        return all.stream().collect(Spread.collector());
    }

    /** Starts a server, waits for its first 200, has it end in order; returns the milliseconds. */
    private double start(String name) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process server = starts.start(name);
        try {
            while (!isUp()) {
                Starts.requireStarting(name, server, began);
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            return (System.nanoTime() - began) / 1e6;
        } finally {
            Starts.end(server);
        }
    }

    private boolean isUp() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/v2/p00000/images/" + Names.id(0))
                            .toURL()
                            .openConnection();
            connection.setRequestProperty("X-Auth-Token", "t00000");
            connection.setConnectTimeout(LOOK_FOR_MILLIS);
            connection.setReadTimeout(10 * LOOK_FOR_MILLIS);
            boolean isUp = connection.getResponseCode() == 200;
            connection.disconnect();
            return isUp;
        } catch (IOException notYet) {
            return false;
        }
    }
}

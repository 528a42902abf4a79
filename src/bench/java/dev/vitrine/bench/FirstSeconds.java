package dev.vitrine.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How many requests a server answers in its first seconds, from the moment its port can be connected to, beside what it
 * answers when it is warm: the gateway, whose first requests are validated and loaded, as it is and with an archive of its
 * classes, and a bare Vert.x server with a constant answer. Every byte is checked.
 *
 * <p>Takes how many rounds, a free port, of which it uses two, for how many seconds each server is loaded, of which the last
 * ten count as warm, how many images are requested in turn, and the servers, by default all; {@link Starts} says what it
 * reads from the environment.
 */
final class FirstSeconds {
    private static final int CONNECTIONS = 16;
    private static final int WARM_SECONDS = 10;
    private static final int[] SHOWN = {1, 2, 5};
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Starts starts;
    private final int port;
    private final int seconds;
    private final int ids;

    private FirstSeconds(int port, int seconds, int ids) throws IOException {
        this.starts = new Starts(port);
        this.port = port;
        this.seconds = seconds;
        this.ids = ids;
    }

    /** Prints a table of requests per second, and of the share of the warm server's. */
    public static void main(String[] args) throws IOException, InterruptedException {
        FirstSeconds first =
                new FirstSeconds(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        List<String> servers = args.length > 4
                ? List.of(args).subList(4, args.length)
                : List.of(Starts.BARE, Starts.GATEWAY, Starts.ARCHIVED);
        Process backend = first.starts.backend();
        try {
            first.measure(Integer.parseInt(args[0]), servers);
        } finally {
            Starts.end(backend);
        }
    }

    private void measure(int rounds, List<String> servers) throws IOException, InterruptedException {
        if (servers.contains(Starts.ARCHIVED)) {
            starts.makeArchive();
        }
        Map<String, List<int[]>> answers = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String server : servers) {
                answers.computeIfAbsent(server, first -> new ArrayList<>()).add(load(server));
            }
        }
        System.out.println("| server | second | requests/s | of its warm rate |\n| --- | ---: | ---: | ---: |");
        answers.forEach(this::print);
    }

    private void print(String server, List<int[]> runs) {
        for (int second : SHOWN) {
            Spread rate = runs.stream().map(run -> (double) run[second - 1]).collect(Spread.collector());
            Spread share = runs.stream().map(run -> run[second - 1] / warm(run)).collect(Spread.collector());
            System.out.printf(Locale.ROOT, "| %s | %d | %s | %s |%n", server, second, rate.text(0), share.text(2));
        }
        Spread warm = runs.stream().map(this::warm).collect(Spread.collector());
        System.out.printf(
                Locale.ROOT, "| %s | %d–%d | %s | 1 |%n", server, seconds - WARM_SECONDS + 1, seconds, warm.text(0));
    }

    private double warm(int[] perSecond) {
        return IntStream.of(Arrays.copyOfRange(perSecond, seconds - WARM_SECONDS, seconds))
                .average()
                .orElseThrow();
    }

    /** Starts a server, loads it, has it end in order; returns how many requests it answered in each second. */
    private int[] load(String server) throws IOException, InterruptedException {
        Workload work = Workload.of(server.equals(Starts.BARE) ? "constant" : "json", port, ids, 1);
        long began = System.nanoTime();
        Process process = starts.start(server);
        try (LoadClient client = connected(server, process, work, began)) {
            int[] answers = client.rushFor(seconds);
            if (client.wrong() > 0) {
                throw new IOException(server + ": " + client.wrong() + " wrong answers");
            }
            return answers;
        } finally {
            Starts.end(process);
        }
    }

    private LoadClient connected(String server, Process process, Workload work, long began) throws IOException {
        while (!isListening()) {
            Starts.requireStarting(server, process, began);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return new LoadClient(port, CONNECTIONS, work);
    }

    private boolean isListening() throws IOException {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (ConnectException notYet) {
            return false;
        }
    }
}

package dev.vitrine.bench;

import java.io.IOException;

/** Asks a server for everything once, and ends with 1 unless every byte is as it must be; fills its caches by it. */
final class Verify {
    private static final int CONNECTIONS = 8;

    private Verify() {}

    /** Takes a kind of {@link Workload}, a port, how many ids and tenants, and how many requests; 0 for each once. */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[1]);
        Workload work = Workload.of(args[0], port, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        long requests = Long.parseLong(args[4]) == 0 ? work.once() : Long.parseLong(args[4]);
        try (LoadClient client = new LoadClient(port, CONNECTIONS, work)) {
            client.rush(requests);
            System.out.printf("%s: %d answers, %d wrong%n", String.join(" ", args), requests, client.wrong());
            System.exit(client.wrong() == 0 ? 0 : 1);
        }
    }
}

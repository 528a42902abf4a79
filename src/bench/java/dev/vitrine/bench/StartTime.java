package dev.vitrine.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>Takes how many rounds, and a free port, of which it uses two. Leaves the archive in {@code target/bench}.
 */
final class StartTime {
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Path ARCHIVE = FOLDER.resolve("gateway.jsa");
    private static final String BARE = "bare";
    private static final String GATEWAY = "gateway";
    private static final String JAR = "target/vitrine.jar";
    private static final String CLASSES = JAR + ":target/test-classes";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int LOOK_FOR_MILLIS = 1000;

    private final int port;
    private final Map<String, List<String>> commands = new LinkedHashMap<>();

    private StartTime(int port) {
        this.port = port;
        commands.put(BARE, List.of("-cp", CLASSES, "dev.vitrine.bench.BareServer", Integer.toString(port)));
        List<String> gateway = new ArrayList<>(List.of("-jar", JAR, "serve"));
        GatewaySettings.of(port, port + 1).forEach((key, value) -> {
            gateway.add("--set");
            gateway.add(key + "=" + value);
        });
        commands.put(GATEWAY, gateway);
    }

    /** Prints a table of medians, least and most. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(args[0]);
        StartTime start = new StartTime(Integer.parseInt(args[1]));
        Files.createDirectories(FOLDER);
        Process backend = run("backend", List.of("-cp", CLASSES, "dev.vitrine.bench.FastStub", "" + (start.port + 1)));
        try {
            start.measure(rounds);
        } finally {
            end(backend);
        }
    }

    private void measure(int rounds) throws IOException, InterruptedException {
        start(GATEWAY, "-XX:ArchiveClassesAtExit=" + ARCHIVE);
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            note(millis, BARE, start(BARE, "-Xshare:auto"));
            note(millis, GATEWAY, start(GATEWAY, "-Xshare:auto"));
            note(millis, GATEWAY + " with an archive", start(GATEWAY, "-XX:SharedArchiveFile=" + ARCHIVE));
        }
        System.out.println("| from the command to the first 200 | ms |\n| --- | ---: |");
        millis.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s |%n",
                name,
                all.stream().collect(Spread.collector()).text(0)));
    }

    private static void note(Map<String, List<Double>> millis, String name, double one) {
        millis.computeIfAbsent(name, first -> new ArrayList<>()).add(one);
    }

    /** Starts a server, waits for its first 200, has it end in order; returns the milliseconds. */
    private double start(String name, String flag) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(flag));
        arguments.addAll(commands.get(name));
        long began = System.nanoTime();
        Process server = run("start-" + name, arguments);
        try {
            while (!isUp()) {
                if (System.nanoTime() - began > PATIENCE_NANOS || !server.isAlive()) {
                    throw new IllegalStateException(name + " does not answer: see " + FOLDER);
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            return (System.nanoTime() - began) / 1e6;
        } finally {
            end(server);
        }
    }

    private static Process run(String log, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(log + ".log").toFile());
        process.environment().put("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "bench");
        try {
            return process.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, on which archives are written. */
    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
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

package dev.vitrine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the servers whose start is measured: a bare Vert.x server, the gateway's jar alone, and the gateway as the start
 * script starts it with the archive that the script has made.
 *
 * <p>From the environment: {@code JAVA}, the java to run, by default that of this process; {@code SERVER_CORE}, the core to
 * run on, by default all; {@code JAVA_FLAGS}, for all servers; {@code JAVA_OPTS}, for the script alone.
 */
final class Starts {
    static final String BARE = "bare";
    static final String GATEWAY = "gateway";
    static final String ARCHIVED = "gateway with an archive";

    private static final Path FOLDER = Path.of("target", "bench");
    private static final String JAR = "target/vitrine.jar";
    private static final String CLASSES = JAR + ":target/test-classes";
    private static final String SCRIPT = "conf/vitrine.sh";
    private static final String BENCH = "dev.vitrine.bench.";
    private static final long PATIENCE_SECONDS = 60;

    private final int port;
    private final String java = environment(
            "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    private final List<String> pinned = words(environment("SERVER_CORE", ""), "taskset", "-c");
    private final List<String> flags = words(environment("JAVA_FLAGS", ""));

    /** Takes a free port for the servers, and the next one for their backend. */
    Starts(int port) throws IOException {
        this.port = port;
        Files.createDirectories(FOLDER);
    }

    /** Starts the Keystone and Glance of all of them, on the cores of this process. */
    Process backend() throws IOException {
        return run("backend", List.of(java, "-cp", CLASSES, BENCH + "FastStub", Integer.toString(port + 1)));
    }

    /** Makes the archive, as an operator does. */
    void makeArchive() throws IOException, InterruptedException {
        if (run("archive", List.of(SCRIPT, "archive")).waitFor() != 0) {
            throw new IOException("no archive: see " + FOLDER.resolve("archive.log"));
        }
    }

    /** Starts one of the servers. */
    Process start(String name) throws IOException {
        List<String> command = new ArrayList<>(pinned);
        command.addAll(
                switch (name) {
                    case BARE -> java("-cp", CLASSES, BENCH + "BareServer", Integer.toString(port));
                    case GATEWAY -> serve(java("-jar", JAR));
                    case ARCHIVED -> serve(List.of(SCRIPT));
                    default -> throw new IllegalArgumentException(name);
                });
        return run("start-" + name.replace(' ', '-'), command);
    }

    private List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(java, "-Xshare:auto"));
        command.addAll(flags);
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> serve(List<String> gateway) {
        List<String> command = new ArrayList<>(gateway);
        command.add("serve");
        GatewaySettings.ofHits(port, port + 1).forEach((key, value) -> {
            command.add("--set");
            command.add(key + "=" + value);
        });
        return command;
    }

    private Process run(String log, List<String> command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(log + ".log").toFile());
        Map<String, String> environment = process.environment();
        environment.put("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "bench");
        environment.put("JAVA", java);
        environment.put("JAR", JAR);
        environment.put("JAVA_OPTS", (String.join(" ", flags) + " " + environment("JAVA_OPTS", "")).strip());
        return process.start();
    }

    /** Ends a server in order. */
    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Fails if a server has ended, or does not answer for a minute. */
    static void requireStarting(String name, Process process, long beganNanos) throws IOException {
        if (!process.isAlive() || System.nanoTime() - beganNanos > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            throw new IOException(name + " does not answer: see " + FOLDER);
        }
    }

    private static String environment(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    /** Returns the words of a text behind others; none at all if the text is empty. */
    private static List<String> words(String text, String... before) {
        List<String> words = new ArrayList<>();
        if (!text.isBlank()) {
            words.addAll(List.of(before));
            words.addAll(List.of(text.strip().split(" +")));
        }
        return words;
    }
}

package dev.vitrine.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the programs of Debian's packages with a clean environment. */
final class LiveCommand {

    private static final List<String> NEEDED = List.of(
            "/usr/bin/keystone-manage",
            "/usr/bin/keystone-wsgi-public",
            "/usr/bin/uwsgi_python3",
            "/usr/bin/glance-manage",
            "/usr/bin/glance-api",
            "/usr/share/glance-common/glance-api-paste.ini",
            "/usr/bin/sqlite3",
            "/usr/bin/setsid");

    private static final List<String> NEEDED_FOR_NOVA =
            List.of("/usr/bin/nova-manage", "/usr/bin/nova-api", "/usr/share/nova-common/api-paste.ini");

    private static final Path RABBIT = Path.of("/usr/lib/rabbitmq/lib");

    private LiveCommand() {}

    /** The folder of RabbitMQ's programs; throws, with what to install, if there is none. */
    static Path rabbit() {
        try (Stream<Path> versions = Files.list(RABBIT)) {
            return versions.map(version -> version.resolve("sbin"))
                    .filter(programs -> Files.exists(programs.resolve("rabbitmq-server")))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFileException(RABBIT + "/*/sbin/rabbitmq-server"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "live tests need RabbitMQ (expected: Debian 12 with `apt-get install --no-install-recommends"
                            + " rabbitmq-server`)",
                    e);
        }
    }

    /** Throws, with what to install, if anything is missing that a live cloud is made of. */
    static void requirePrograms() {
        require("Keystone and Glance", "keystone glance-api", NEEDED);
    }

    /** Throws, with what to install, if anything is missing that Nova's API is made of. */
    static void requireNova() {
        require("Nova", "nova-api", NEEDED_FOR_NOVA);
    }

    private static void require(String servers, String packages, List<String> files) {
        List<String> missing =
                files.stream().filter(file -> !Files.exists(Path.of(file))).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("live tests need " + servers + "; missing: " + missing
                    + " (expected: Debian 12 with `apt-get install --no-install-recommends " + packages + "`;"
                    + " /usr/sbin/policy-rc.d may keep the installation from starting them)");
        }
    }

    /**
     * A process yet to be started: without proxies, since all it talks to is on loopback, and without what would make
     * the system's Python another one, or OpenStack's programs read other settings.
     */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(LiveCommand::leadsAstray);
        environment.put("LC_ALL", "C.UTF-8");
        return builder.redirectInput(
                ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }

    private static boolean leadsAstray(String variable) {
        return variable.toLowerCase(Locale.ROOT).endsWith("_proxy")
                || Stream.of("PYTHON", "OS_", "UWSGI_").anyMatch(variable::startsWith);
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed, errors included
     * @throws IllegalStateException with what it printed, if it fails
     */
    static String run(String... command) {
        return run(Map.of(), command);
    }

    /** Runs a program with these variables in its environment. */
    static String run(Map<String, String> environment, String... command) {
        try {
            ProcessBuilder builder = builder(List.of(command)).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(command[0] + ": status " + status + "\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }

    /** The last lines of a log, or why there are none. */
    static String tail(Path log) {
        try {
            List<String> lines = lines(log).toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (UncheckedIOException e) {
            return "none: " + e.getCause();
        }
    }

    /** All lines of a log; bytes that are no UTF-8 do no harm. */
    static Stream<String> lines(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

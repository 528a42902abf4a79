package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A settings file that {@code vitrine import-config} has written, and a gateway that runs with it, each in a JVM of its own.
 */
public final class ImportedGateway implements AutoCloseable {
    private final List<String> notes;
    private final Process process;
    private final int port;
    private final int managementPort;

    private ImportedGateway(List<String> notes, Process process) throws IOException {
        this.notes = notes;
        this.process = process;
        Matcher ports = ports(lines(process));
        this.port = Integer.parseInt(ports.group(1));
        this.managementPort = Integer.parseInt(ports.group(2));
    }

    /** Imports the files into the settings file, and starts a gateway with it, on free ports. */
    public static ImportedGateway start(Path settings, Path... files) throws IOException {
        List<String> importing = new ArrayList<>(List.of("import-config", "--output", settings.toString()));
        for (Path file : files) {
            importing.add(file.toString());
        }
        Process imports = run(importing);
        List<String> notes = lines(imports).lines().toList();
        return new ImportedGateway(
                notes,
                run(List.of(
                        "serve",
                        "--config=" + settings,
                        "--set=listen.host=127.0.0.1",
                        "--set=listen.port=0",
                        "--set=management.port=0")));
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private static Process run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("OS_") || name.startsWith("VITRINE_"));
        return builder.start();
    }

    private static Matcher ports(BufferedReader lines) throws IOException {
        Matcher ports = Pattern.compile("serving on \\S+:(\\d+), management on \\S+:(\\d+)")
                .matcher("");
        List<String> log = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            log.add(line);
            if (ports.reset(line).find()) {
                return ports;
            }
        }
        throw new IOException("the gateway does not start: " + log);
    }

    /** Returns what the import has said. */
    public List<String> notes() {
        return notes;
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

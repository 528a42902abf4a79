package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.cli.Main;
import dev.vitrine.demo.DemoCloud;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a JVM of its own, with a heap as small as a test wants it. It ends at the first OutOfMemoryError. */
public final class ChildGateway implements AutoCloseable {
    private final Process process;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final int port;
    private final int managementPort;

    private ChildGateway(Process process) throws IOException {
        this.process = process;
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        Matcher ports = ports(lines);
        this.port = Integer.parseInt(ports.group(1));
        this.managementPort = Integer.parseInt(ports.group(2));
        Thread reader = new Thread(() -> lines.lines().forEach(this::note), "gateway's log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a gateway in front of these services; {@code memory} is an option for Java such as {@code -Xmx128m}. */
    public static ChildGateway start(String memory, String keystone, String glance, String... settings)
            throws IOException {
        return start(Main.class, memory, keystone, glance, settings);
    }

    /** Starts a gateway as above with another main class, which calls {@link Main}. */
    public static ChildGateway start(Class<?> main, String memory, String keystone, String glance, String... settings)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "serve",
                "--set=listen.host=127.0.0.1",
                "--set=listen.port=0",
                "--set=management.port=0",
                "--set=keystone-authtoken.auth-url=" + keystone,
                "--set=keystone-authtoken.username=" + DemoCloud.SERVICE_USER,
                "--set=glance.api-servers=" + glance));
        for (String setting : settings) {
            command.add("--set=" + setting);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", DemoCloud.SERVICE_PASSWORD);
        return new ChildGateway(builder.start());
    }

    private Matcher ports(BufferedReader lines) throws IOException {
        Matcher ports = Pattern.compile("serving on \\S+:(\\d+), management on \\S+:(\\d+)")
                .matcher("");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            note(line);
            if (ports.reset(line).find()) {
                return ports;
            }
        }
        throw new IOException("the gateway does not start: " + log());
    }

    private void note(String line) {
        log.add(line);
    }

    public int port() {
        return port;
    }

    /** Returns the port of the management listener. */
    public int managementPort() {
        return managementPort;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        return String.join("\n", log);
    }

    /** Returns the metrics in Prometheus' text format. */
    public String metrics() throws IOException {
        return RawHttp.send(managementPort, "GET", "/metrics").body();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

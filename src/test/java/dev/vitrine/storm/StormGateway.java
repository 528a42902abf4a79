package dev.vitrine.storm;

import dev.vitrine.live.LiveBroker;
import dev.vitrine.live.LivePorts;
import dev.vitrine.live.LiveProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A gateway process from the fat jar, which can be stopped, restarted on the same ports, and inspected. */
final class StormGateway implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration START = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path log;
    private final int port;
    private final int managementPort;
    private final String password;
    private @Nullable Process process;

    private StormGateway(String password, String[] flags, String... settings) throws IOException {
        this.password = password;
        this.log = Files.createTempFile("gateway", ".log");
        List<Integer> ports = LivePorts.free(2);
        this.port = ports.get(0);
        this.managementPort = ports.get(1);
        this.command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-jar", System.getProperty("vitrine.jar"), "serve"));
        Stream.of(settings).forEach(setting -> command.add("--set=" + setting));
        command.add("--set=listen.host=127.0.0.1");
        command.add("--set=listen.port=" + port);
        command.add("--set=management.port=" + managementPort);
    }

    /** Starts a gateway in front of this cloud, and returns when it is ready. */
    static StormGateway start(StormCloud cloud, String... settings) throws Exception {
        return startWith(cloud, new String[] {"-Xmx256m"}, settings);
    }

    /** Starts a gateway with these flags for Java; later settings override earlier ones. */
    static StormGateway startWith(StormCloud cloud, String[] flags, String... settings) throws Exception {
        String[] all = Stream.concat(
                        Stream.of(
                                "keystone-authtoken.auth-url=" + cloud.live.keystoneUrl(),
                                "glance.api-servers=" + cloud.live.glanceUrl(),
                                "listen.drain-notice=2s"),
                        Stream.of(settings))
                .toArray(String[]::new);
        StormGateway gateway = new StormGateway(cloud.live.servicePassword(), flags, all);
        gateway.start();
        return gateway;
    }

    /** Returns the settings for Glance's notifications from this broker, and further ones. */
    static String[] notified(LiveBroker broker, String... more) throws IOException {
        return Stream.concat(
                        Stream.of(
                                "events.brokers=127.0.0.1:" + broker.port(),
                                "events.password-file="
                                        + Files.writeString(Files.createTempFile("rabbit", ""), "guest"),
                                "events.instance=storm"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** Starts it and returns when it is ready. */
    void start() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", password);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        long deadline = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new IllegalStateException("the gateway does not start:\n" + log());
            }
            Thread.sleep(50);
        }
    }

    /** Sends SIGTERM, and returns the exit status. */
    int end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    /** Sends it a signal, by name. */
    void signal(String name) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid())
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    int port() {
        return port;
    }

    /** Returns its addresses for a proxy. */
    LiveProxy.Gateway forProxy() {
        return new LiveProxy.Gateway(port, managementPort);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return HTTP.send(request("/readyz"), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .build();
    }

    /** Invalidates all that it has cached. */
    void clearCache() throws Exception {
        HttpRequest deletion = HttpRequest.newBuilder(request("/cache/images"), (name, value) -> true)
                .DELETE()
                .build();
        if (HTTP.send(deletion, BodyHandlers.discarding()).statusCode() != 200) {
            throw new IllegalStateException("the cache was not cleared");
        }
    }

    /** Returns the sum of the metrics whose lines have this prefix. */
    double figure(String beginning) throws Exception {
        return HTTP.send(request("/metrics"), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Returns the bytes of the heap that are in use after a full collection. */
    double liveHeap() throws Exception {
        new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return figure("jvm_memory_used_bytes{area=\"heap\"");
    }

    /** Returns the number of its descriptors ("fd") or threads ("task"). */
    long count(String what) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/" + what))) {
            return all.count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

package dev.vitrine.live;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real RabbitMQ on loopback, with its own ports, folder and name, until a test closes it. It comes from Debian
 * 12's package {@code rabbitmq-server}, and runs as the user of the tests.
 */
public final class LiveBroker implements AutoCloseable {
    private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

    private final int port;
    private final int tlsPort;
    private final Path programs;
    private final Map<String, String> environment;
    private final LiveProcess names;
    private final LiveProcess server;

    private LiveBroker(Path root, Path programs, List<Integer> ports) throws IOException {
        this.port = ports.get(0);
        this.tlsPort = ports.get(1);
        this.programs = programs;
        Path log = root.resolve("rabbit.log");
        Path configuration =
                Files.writeString(root.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = 127.0.0.1:%d
                listeners.ssl.1 = 127.0.0.1:%d
                ssl_options.certfile = %s/localhost.pem
                ssl_options.keyfile = %s/localhost.key
                ssl_options.cacertfile = %s/renewed.pem
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = false
                """.formatted(port, tlsPort, TLS, TLS, TLS));
        Path plugins = Files.writeString(root.resolve("rabbit_plugins"), "[].");
        String namesPort = ports.get(2).toString();
        this.environment = Map.ofEntries(
                Map.entry("HOME", root.toString()),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("ERL_EPMD_PORT", namesPort),
                Map.entry("RABBITMQ_NODENAME", "vitrine@localhost"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry("RABBITMQ_CONFIG_FILE", configuration.toString()),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", root.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", root.toString()),
                Map.entry("RABBITMQ_PID_FILE", root.resolve("rabbit.pid").toString()),
                Map.entry("RABBITMQ_DIST_PORT", ports.get(3).toString()),
                // Two schedulers, as the tests themselves need the processors.
                Map.entry(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"));
        // Erlang would start one by itself, that listens on every address and stays.
        this.names = new LiveProcess(
                        "epmd",
                        ports.get(2),
                        root.resolve("epmd.log"),
                        List.of("/usr/bin/epmd", "-address", "127.0.0.1", "-port", namesPort))
                .with(environment);
        this.server = new LiveProcess(
                        "rabbitmq",
                        port,
                        log,
                        List.of(programs.resolve("rabbitmq-server").toString()))
                .with(environment);
    }

    /** Starts one in about six seconds, in an empty folder. It is ended by {@link #close}, at the latest with this JVM. */
    public static LiveBroker start(Path folder) {
        Path programs = LiveCommand.rabbit();
        try {
            Files.createDirectories(folder);
            LiveBroker broker = new LiveBroker(folder.toAbsolutePath(), programs, LivePorts.free(4));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "live-broker-stop"));
            broker.names.start();
            broker.server.start();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its port on loopback. */
    public int port() {
        return port;
    }

    /**
     * Returns its TLS port, with a certificate for {@code localhost} and {@code 127.0.0.1}. It asks for a client certificate,
     * such as {@code client.pem}, and does without.
     */
    int tlsPort() {
        return tlsPort;
    }

    /** Returns the transport URL for oslo.messaging. */
    public String transportUrl() {
        return "rabbit://guest:guest@127.0.0.1:" + port + "/";
    }

    /** Opens a connection for the test. */
    Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setPort(port);
        factory.setHost("127.0.0.1");
        return factory.newConnection("the test");
    }

    /** Runs its command line. */
    String control(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("rabbitmqctl").toString(), "-q"));
        command.addAll(List.of(arguments));
        return LiveCommand.run(environment, command.toArray(new String[0]));
    }

    /** Kills it, so that it does not close its connections. */
    public void kill() {
        server.kill();
    }

    /** Starts it again, with what it keeps on its disk. */
    public void restart() {
        server.start();
    }

    @Override
    public void close() {
        server.end();
        names.end();
    }
}

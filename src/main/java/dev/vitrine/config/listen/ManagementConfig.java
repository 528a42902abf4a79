package dev.vitrine.config.listen;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The management listener: health, metrics, cache control and the dashboard.
 *
 * @param host the address to bind; beyond loopback there must be a token
 * @param port 0 to 65535, 0 for any free one
 * @param token the bearer token that everything but health asks for; null for none
 * @param maxConnections connections at most
 * @param maxConnectionsPerAddress connections from one address at most
 * @param headTimeout limit of a request's head, for the first one from when the connection is accepted
 */
public record ManagementConfig(
        String host,
        int port,
        @Nullable Secret token,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration headTimeout) {
    /**
     * A port that no service of OpenStack listens on by default: 8775, next to the API's, is nova-metadata's, and EC2's API
     * has 8788 and 8789.
     */
    public static final int DEFAULT_PORT = 8790;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<String> LOOPBACKS = Set.of(LOOPBACK, "::1", "localhost");
    private static final Setting<String> HOST = Setting.address("management.host", LOOPBACK)
            .notBlank()
            .means("The address to bind. Another one than 127.0.0.1, ::1 or localhost only together with a token.");
    private static final Setting<Integer> PORT = Setting.integer("management.port", DEFAULT_PORT, 0, 65_535)
            .means("The port, which no service of OpenStack has by default; 0 takes any free one.");
    private static final Setting<String> TOKEN = Setting.secret("management.token")
            .means(
                    "The token that clients send as \"Authorization: Bearer ...\" for everything but health, the empty dashboard"
                            + " and the API's description. Without one, on loopback, nothing is asked for.");

    private static final Setting<Integer> MAX_CONNECTIONS = Setting.integer(
                    "management.max-connections", 256, 1, 100_000)
            .means("Connections at most; the gateway closes more at once. They are counted apart from the API's.");
    private static final Setting<Integer> MAX_PER_ADDRESS = Setting.integer(
                    "management.max-connections-per-address", 64, 1, 100_000)
            .means("Connections from one address at most.");
    private static final Setting<Duration> HEAD_TIMEOUT = Setting.duration(
                    "management.head-timeout", "10s", "100ms", "5m")
            .means("Limit of a request's head (request line and headers), as listen.head-timeout.");

    /** Checks the ranges, and that there is a token beyond loopback. */
    public ManagementConfig {
        new Check()
                .holds(HOST, host)
                .holds(PORT, port)
                .holds(MAX_CONNECTIONS, maxConnections)
                .holds(MAX_PER_ADDRESS, maxConnectionsPerAddress)
                .holds(HEAD_TIMEOUT, headTimeout)
                .that(
                        token != null || LOOPBACKS.contains(host),
                        HOST.key(),
                        HOST.type().found().apply(host),
                        expectedHost())
                .done();
    }

    /** Makes a listener whose limits are the defaults. */
    public ManagementConfig(String host, int port, @Nullable Secret token) {
        this(
                host,
                port,
                token,
                MAX_CONNECTIONS.defaultValue(),
                MAX_PER_ADDRESS.defaultValue(),
                HEAD_TIMEOUT.defaultValue());
    }

    /** Returns the limits of connections, as of a listener of the API; those without a setting here have its defaults. */
    public ListenConfig limits() {
        return ListenConfig.plain(host, port).limited(maxConnections, maxConnectionsPerAddress, headTimeout);
    }

    private static String expectedHost() {
        return "127.0.0.1, ::1 or localhost; another one only together with management.token-file";
    }

    /** Reads the section, and reports a port that is already the API's. */
    public static ManagementConfig read(ConfigReader in, ListenConfig listen) {
        String host = in.get(HOST);
        int port = in.get(PORT);
        Secret token = in.secret(TOKEN);
        int maxConnections = in.get(MAX_CONNECTIONS);
        int maxPerAddress = in.get(MAX_PER_ADDRESS);
        Duration headTimeout = in.get(HEAD_TIMEOUT);
        // The platform lets both listeners share a port, and gives each connection to one of them.
        if (port == listen.port() && port != 0 && !in.isWrong(PORT) && !in.isWrong(ListenConfig.PORT)) {
            in.problem(PORT, Integer.toString(port), "another port than listen.port");
        }
        return in.section(
                () -> new ManagementConfig(host, port, token, maxConnections, maxPerAddress, headTimeout),
                () -> new ManagementConfig(LOOPBACK, port, token));
    }
}

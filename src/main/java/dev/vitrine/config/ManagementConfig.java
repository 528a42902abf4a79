package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The management listener: health, metrics, cache control and the dashboard.
 *
 * @param host the address to bind; beyond loopback there must be a token
 * @param port 0 to 65535, 0 for any free one
 * @param token the bearer token that everything but health asks for; null for none
 */
public record ManagementConfig(
        String host, int port, @Nullable Secret token) {
    /** The port next to the API's. */
    public static final int DEFAULT_PORT = 8775;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<String> LOOPBACKS = Set.of(LOOPBACK, "::1", "localhost");
    private static final Setting<String> HOST = Setting.text("management.host", LOOPBACK)
            .notBlank()
            .means("The address to bind. Another one than 127.0.0.1, ::1 or localhost only together with a token.");
    private static final Setting<Integer> PORT =
            Setting.integer("management.port", DEFAULT_PORT, 0, 65_535).means("The port; 0 takes any free one.");
    private static final Setting<String> TOKEN = Setting.secret("management.token")
            .means(
                    "The token that clients send as \"Authorization: Bearer ...\" for everything but health. Without one, on"
                            + " loopback, nothing is asked for.");

    /** Checks the range, and that there is a token beyond loopback. */
    public ManagementConfig {
        new Check()
                .holds(HOST, host)
                .holds(PORT, port)
                .that(token != null || LOOPBACKS.contains(host), HOST.key(), "\"" + host + "\"", expectedHost())
                .done();
    }

    private static String expectedHost() {
        return "127.0.0.1, ::1 or localhost; another one only together with management.token-file";
    }

    static ManagementConfig read(ConfigReader in, ListenConfig listen) {
        String host = in.get(HOST);
        int port = in.get(PORT);
        Secret token = in.secret(TOKEN);
        // The platform lets both listeners share a port, and gives each connection to one of them.
        if (port == listen.port() && port != 0 && !in.isWrong(PORT) && !in.isWrong(ListenConfig.PORT)) {
            in.problem(PORT, Integer.toString(port), "another port than listen.port");
        }
        return in.section(
                () -> new ManagementConfig(host, port, token), () -> new ManagementConfig(LOOPBACK, port, token));
    }
}

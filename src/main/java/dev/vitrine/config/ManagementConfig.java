package dev.vitrine.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where health and figures are served.
 *
 * @param host the address to bind; default 127.0.0.1. Beyond loopback there must be a token
 * @param port 0 to 65535, 0 for any free one; default 8775
 * @param token what whoever asks for more than health has to show as {@code Authorization: Bearer}; null for nothing
 */
public record ManagementConfig(
        String host, int port, @Nullable Secret token) {
    /** The port next to the API's. */
    public static final int DEFAULT_PORT = 8775;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    /** Checks the port's range, and that nobody elsewhere is told anything without a token. */
    public ManagementConfig {
        new Check()
                .notBlank("host", host)
                .range("port", port, 0, 65_535)
                .that(token != null || LOOPBACK.contains(host), "host", "\"" + host + "\"", expectedHost())
                .done();
    }

    private static String expectedHost() {
        return "127.0.0.1, ::1 or localhost; another one only together with management.token-file";
    }

    static @Nullable ManagementConfig read(Values values) {
        String host = values.text("management.host", "127.0.0.1");
        int port = values.whole("management.port", DEFAULT_PORT);
        Secret token = values.secret("management.token");
        return values.section("management", () -> new ManagementConfig(host, port, token));
    }
}

package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service behind the gateway is called.
 *
 * @param servers its addresses, asked in turn; at least one
 * @param connectTimeout until a connection stands, 10ms to 1m
 * @param firstByteTimeout from the request until the head of the answer, 10ms to 5m
 * @param timeout for the whole call, 10ms to 10m
 * @param maxConnections open connections at the most, 1 to 10000
 * @param maxWaiting calls that may wait for a connection, 0 to 100000; more are refused at once. Vert.x counts
 *     connections being opened as waiting, so this should be at least {@code maxConnections}
 * @param caFile certificates to trust in place of the platform's, PEM; null for the platform's
 */
public record BackendSettings(
        List<Endpoint> servers,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration timeout,
        int maxConnections,
        int maxWaiting,
        @Nullable Path caFile) {

    /** Checks every range. */
    public BackendSettings {
        servers = List.copyOf(servers);
        Duration least = Duration.ofMillis(10);
        Check.range("connect-timeout", connectTimeout, least, Duration.ofMinutes(1));
        Check.range("first-byte-timeout", firstByteTimeout, least, Duration.ofMinutes(5));
        Check.range("timeout", timeout, least, Duration.ofMinutes(10));
        Check.range("max-connections", maxConnections, 1, 10_000);
        Check.range("max-waiting", maxWaiting, 0, 100_000);
    }

    static BackendSettings read(Values values, String section, List<Endpoint> servers) {
        return new BackendSettings(
                servers,
                values.duration(section + ".connect-timeout", Duration.ofSeconds(1)),
                values.duration(section + ".first-byte-timeout", Duration.ofSeconds(3)),
                values.duration(section + ".timeout", Duration.ofSeconds(5)),
                values.whole(section + ".max-connections", 64),
                values.whole(section + ".max-waiting", 256),
                values.readable(section + ".cafile"));
    }
}

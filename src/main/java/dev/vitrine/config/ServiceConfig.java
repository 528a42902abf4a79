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
 * @param maxConnections open connections, and calls under way, at the most, 1 to 10000. How many it is at a time is found
 *     out by how the service answers
 * @param minCalls calls under way that are allowed however the service answers, 1 to 10000; of no effect above {@code
 *     maxConnections}
 * @param maxWaiting calls that may wait for others to end, 1 to 100000; more are refused at once
 * @param breaker whether an address that gives no answers is asked nothing for some seconds; default true
 * @param caFile certificates to trust in place of the platform's, PEM; null for the platform's
 */
public record ServiceConfig(
        List<Endpoint> servers,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration timeout,
        int maxConnections,
        int minCalls,
        int maxWaiting,
        boolean breaker,
        @Nullable Path caFile) {

    /** Checks every range. */
    public ServiceConfig {
        servers = List.copyOf(servers);
        Duration least = Duration.ofMillis(10);
        new Check()
                .range("connect-timeout", connectTimeout, least, Duration.ofMinutes(1))
                .range("first-byte-timeout", firstByteTimeout, least, Duration.ofMinutes(5))
                .range("timeout", timeout, least, Duration.ofMinutes(10))
                .range("max-connections", maxConnections, 1, 10_000)
                .range("min-calls", minCalls, 1, 10_000)
                .range("max-waiting", maxWaiting, 1, 100_000)
                .done();
    }

    /** Reads the members that every section of a service has; if they are wrong, this is noted and a stand-in returned. */
    static ServiceConfig read(Values values, String section, List<Endpoint> servers) {
        ServiceConfig usual = new ServiceConfig(
                servers, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5), 64, 10, 256, true, null);
        Duration connectTimeout = values.duration(section + ".connect-timeout", usual.connectTimeout());
        Duration firstByteTimeout = values.duration(section + ".first-byte-timeout", usual.firstByteTimeout());
        Duration timeout = values.duration(section + ".timeout", usual.timeout());
        int maxConnections = values.whole(section + ".max-connections", usual.maxConnections());
        int minCalls = values.whole(section + ".min-calls", usual.minCalls());
        int maxWaiting = values.whole(section + ".max-waiting", usual.maxWaiting());
        boolean breaker = values.flag(section + ".breaker", usual.breaker());
        Path caFile = values.certificates(section + ".cafile");
        ServiceConfig read = values.section(
                section,
                () -> new ServiceConfig(
                        servers,
                        connectTimeout,
                        firstByteTimeout,
                        timeout,
                        maxConnections,
                        minCalls,
                        maxWaiting,
                        breaker,
                        caFile));
        return read == null ? usual : read;
    }
}

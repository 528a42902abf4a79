package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * How the gateway calls a service.
 *
 * @param servers the service's endpoints, called in turn; empty if they come from Keystone's catalogue
 * @param connectTimeout limit of opening a connection
 * @param firstByteTimeout limit from the request to the head of the response
 * @param timeout limit of the whole call
 * @param maxConnections connections, and so concurrent calls, at most
 * @param minCalls concurrent calls that are always allowed, up to {@code maxConnections}
 * @param maxWaiting calls that may wait for others to end; more are rejected at once
 * @param breaker whether each endpoint has a circuit breaker
 * @param tls TLS towards the endpoints whose URLs are https
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
        TlsConfig tls) {
    private static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.duration("connect-timeout", "1s", "10ms", "1m").means("Limit of opening a connection.");
    private static final Setting<Duration> FIRST_BYTE_TIMEOUT = Setting.duration(
                    "first-byte-timeout", "3s", "10ms", "5m")
            .means("Limit from the request to the head of the response.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("timeout", "5s", "10ms", "10m").means("Limit of the whole call.");
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer("max-connections", 64, 1, 10_000).means("""
                    Connections, and so concurrent calls, at most. The concurrency limit adapts to the responses: it begins \
                    with 20, grows by one after as many good responses as it allows calls, and shrinks by a quarter when a \
                    response takes longer than half of first-byte-timeout or does not come, when responses usually take four \
                    times as long as with little to do, or at a 503 or 504.""");
    private static final Setting<Integer> MIN_CALLS = Setting.integer("min-calls", 10, 1, 10_000)
            .means("The concurrency limit never falls below this. Set it to max-connections for a fixed limit.");
    private static final Setting<Integer> MAX_WAITING =
            Setting.integer("max-waiting", 256, 1, 100_000).means("""
                    Calls that may wait for others to end; more are rejected at once, and the request gets a 503. While \
                    the service is slow, no more wait than it can answer, at its present pace, within timeout.""");
    private static final Setting<Boolean> BREAKER =
            Setting.flag("breaker", true).means("""
                    Whether each endpoint has a circuit breaker. It opens when five calls in a row get no response, or half \
                    of twenty or more in ten seconds; after two to three seconds one call tries the endpoint.""");

    /** Checks the ranges. */
    public ServiceConfig {
        servers = List.copyOf(servers);
        new Check()
                .holds(CONNECT_TIMEOUT, connectTimeout)
                .holds(FIRST_BYTE_TIMEOUT, firstByteTimeout)
                .holds(TIMEOUT, timeout)
                .holds(MAX_CONNECTIONS, maxConnections)
                .holds(MIN_CALLS, minCalls)
                .holds(MAX_WAITING, maxWaiting)
                .done();
    }

    /** Reads the settings that every section of a service has. */
    static ServiceConfig read(ConfigReader in, String section, List<Endpoint> servers) {
        return new ServiceConfig(
                servers,
                in.get(CONNECT_TIMEOUT.in(section)),
                in.get(FIRST_BYTE_TIMEOUT.in(section)),
                in.get(TIMEOUT.in(section)),
                in.get(MAX_CONNECTIONS.in(section)),
                in.get(MIN_CALLS.in(section)),
                in.get(MAX_WAITING.in(section)),
                in.get(BREAKER.in(section)),
                TlsConfig.read(in, section));
    }
}

package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * The Compute service, to which the gateway passes on every request that is not for the images API.
 *
 * @param servers its endpoints without a version, called in turn; empty where nothing is passed on
 * @param hasMaximum whether the highest microversion of the images API is Nova's, from its version document
 * @param connectTimeout limit of opening a connection, TLS included
 * @param firstByteTimeout limit from the end of a request to the head of the response
 * @param idleTimeout how long no byte of a body may come
 * @param maxConnections requests that are passed on at once, at most
 * @param breaker whether each endpoint has a circuit breaker
 * @param tls TLS towards the endpoints whose URLs are https
 */
public record NovaConfig(
        List<Endpoint> servers,
        boolean hasMaximum,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        int maxConnections,
        boolean breaker,
        TlsConfig tls) {
    private static final String SECTION = "nova";
    private static final Setting<Endpoint> API_SERVERS = Setting.list("nova.api-servers", ValueType.URL, List.of())
            .orOneItem()
            .means("""
                    Nova's endpoints, with or without /v2.1 at their end. With them the gateway is the whole compute \
                    endpoint: it answers the images API itself, and passes every other request on to them, in turn, as it \
                    is; Nova authenticates it. Without them the gateway has version documents and extensions of its own, \
                    and answers 404 to other paths within a mount and 300 elsewhere.""");
    private static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
                    "nova.connect-timeout", "1s", "10ms", "1m")
            .means("Limit of opening a connection, TLS included.");
    private static final Setting<Duration> FIRST_BYTE_TIMEOUT =
            Setting.duration("nova.first-byte-timeout", "2m", "10ms", "1h").means("""
                    Limit from the end of a request to the head of the response; then the client gets a 504. More than the \
                    minute after which Nova itself gives up a call to another of its services (rpc_response_timeout), so \
                    that Nova's own answer reaches the client.""");
    private static final Setting<Duration> IDLE_TIMEOUT = Setting.duration("nova.idle-timeout", "1m", "10ms", "1h")
            .means("How long no byte of a body may come, from the client or from Nova; then the request ends.");
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer("nova.max-connections", 256, 1, 10_000).means("""
                    Requests that are passed on at once, and so connections to Nova, at most; more get a 503 at once. They \
                    do not count in listen.max-requests: a slow Nova takes nothing from the images API.""");
    private static final Setting<Boolean> BREAKER =
            Setting.flag("nova.breaker", true).means("""
                    Whether each endpoint has a circuit breaker. It opens when five calls in a row get no response, or half \
                    of twenty or more in ten seconds; after two to three seconds a request of the gateway's own tries the \
                    endpoint. Every response of Nova's, whatever its status, is one.""");

    /** Limits of the gateway's own requests: for the version document, and to try an endpoint. */
    private static final Duration OWN_FIRST_BYTE_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration OWN_TIMEOUT = Duration.ofSeconds(5);

    /** Checks the ranges. */
    public NovaConfig {
        servers = List.copyOf(servers);
        new Check()
                .holds(CONNECT_TIMEOUT, connectTimeout)
                .holds(FIRST_BYTE_TIMEOUT, firstByteTimeout)
                .holds(IDLE_TIMEOUT, idleTimeout)
                .holds(MAX_CONNECTIONS, maxConnections)
                .done();
    }

    /** Returns whether requests are passed on. */
    public boolean isOn() {
        return !servers.isEmpty();
    }

    /** Returns how the gateway calls Nova; the two timeouts of a whole call are those of the gateway's own requests. */
    public ServiceConfig backend() {
        return new ServiceConfig(
                servers,
                connectTimeout,
                OWN_FIRST_BYTE_TIMEOUT,
                OWN_TIMEOUT,
                maxConnections,
                maxConnections,
                1,
                breaker,
                tls);
    }

    /** Takes whether the highest microversion is set: then it is that, and not Nova's. */
    static NovaConfig read(ConfigReader in, boolean isMaximumSet) {
        List<Endpoint> servers =
                in.all(API_SERVERS).stream().map(Endpoint::withoutVersion).toList();
        return new NovaConfig(
                servers,
                !servers.isEmpty() && !isMaximumSet,
                in.get(CONNECT_TIMEOUT),
                in.get(FIRST_BYTE_TIMEOUT),
                in.get(IDLE_TIMEOUT),
                in.get(MAX_CONNECTIONS),
                in.get(BREAKER),
                TlsConfig.read(in, SECTION));
    }
}

package dev.vitrine.config.listen;

import dev.vitrine.config.source.CertificateFiles;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Network;
import dev.vitrine.config.source.PemFile;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API's listener.
 *
 * @param host the address to bind
 * @param port 0 to 65535, 0 for any free one
 * @param tlsCertificate the certificate and those that signed it, PEM; null to serve without TLS
 * @param tlsKey the certificate's private key, PEM; null exactly if there is no certificate
 * @param maxConnections connections at most
 * @param maxConnectionsPerAddress connections from one address at most, but for trusted proxies
 * @param proxies what stands in front
 * @param maxRequests concurrent requests at most, without cache hits and coalesced waiters
 * @param byteBudget bytes that requests hold on the heap at most
 * @param headTimeout limit of a request's head, for the first one from when the connection is accepted
 * @param drainNotice how long requests are accepted after SIGTERM, while readiness fails
 * @param limits limits of one client
 * @param accessLog whether every request gets a line on standard output
 */
public record ListenConfig(
        String host,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        int maxConnections,
        int maxConnectionsPerAddress,
        Proxies proxies,
        int maxRequests,
        long byteBudget,
        Duration headTimeout,
        Duration drainNotice,
        ClientLimits limits,
        boolean accessLog) {
    /** The compute API's port. */
    public static final int DEFAULT_PORT = 8774;

    static final Setting<Integer> PORT = Setting.integer("listen.port", DEFAULT_PORT, 0, 65_535)
            .means("The port. 8774 is the compute API's; 0 takes any free one, for a single event loop.");
    private static final Setting<String> HOST = Setting.address("listen.host", "0.0.0.0")
            .notBlank()
            .defaultsTo("0.0.0.0; with identity: none it is 127.0.0.1")
            .means("The address to bind.");
    private static final Setting<Path> CERTIFICATE =
            Setting.certificates("listen.tls-certificate").means("""
                    The certificate, and those that signed it behind it, PEM. With it the API is served over TLS alone, 1.2 \
                    and 1.3, as HTTP/2 or HTTP/1.1, whichever the client negotiates; without it, over plain HTTP/1.1. The \
                    gateway reads the files again when they change, and on SIGHUP.""");
    private static final Setting<Path> KEY =
            Setting.privateKey("listen.tls-key").means("""
                    The certificate's private key, PEM: PKCS#8 ("BEGIN PRIVATE KEY"), RSA or EC, not encrypted; "openssl \
                    pkcs8 -topk8 -nocrypt" converts other forms. Set together with tls-certificate.""");
    private static final Setting<Integer> MAX_CONNECTIONS = Setting.integer(
                    "listen.max-connections", 10_000, 1, 1_000_000)
            .means("Connections at most; the gateway closes more at once.");
    private static final Setting<Integer> MAX_PER_ADDRESS = Setting.integer(
                    "listen.max-connections-per-address", 1_000, 1, 1_000_000)
            .means("Connections from one address at most. Those of trusted-proxies count in max-connections alone.");
    private static final Setting<Integer> MAX_REQUESTS =
            Setting.integer("listen.max-requests", 2_000, 1, 1_000_000).means("""
                    Concurrent requests at most; more get a 503 at once, with Retry-After: 1. Cache hits do not count, nor \
                    do requests that wait for a load that another one has started (at most 20000 each for images, lists and \
                    token validations), nor those that wait for their body (at most a quarter of this number).""");
    private static final Setting<Long> BYTE_BUDGET = Setting.withinHeap(
                    Setting.size("listen.byte-budget", "64GiB", "1MiB", "64GiB"), 4, "a quarter of the heap")
            .means("""
                    Bytes that all requests together hold at most: requests that wait, and their bodies, responses of Glance \
                    that are being read, records that are kept for the next load of a list, documents that are being made of \
                    them, and long documents whose responses are being written. What would need more gets a 503 at once, \
                    with Retry-After: 1. One project has at most three quarters of it.""");
    private static final Setting<Duration> HEAD_TIMEOUT =
            Setting.duration("listen.head-timeout", "10s", "100ms", "5m").means("""
                    Limit of a request's head (request line and headers): for the first from when the connection is \
                    accepted, with the TLS handshake, for others from their first byte. More bytes do not extend it.""");
    private static final Setting<Duration> DRAIN_NOTICE =
            Setting.duration("listen.drain-notice", "10s", "0s", "5m").means("""
                    How long requests are accepted after SIGTERM. Meanwhile /readyz answers 503, and responses announce \
                    that the connection closes: time for load balancers to send no more requests.""");
    private static final Setting<Boolean> ACCESS_LOG = Setting.flag("listen.access-log", false)
            .means(
                    "Whether every request gets a line on standard output. Lines that are not read fast enough are dropped and"
                            + " counted.");

    /** Checks the ranges, and that certificate and key come together. */
    public ListenConfig {
        new Check()
                .holds(HOST, host)
                .holds(PORT, port)
                .holds(MAX_CONNECTIONS, maxConnections)
                .holds(MAX_PER_ADDRESS, maxConnectionsPerAddress)
                .holds(MAX_REQUESTS, maxRequests)
                .holds(BYTE_BUDGET, byteBudget)
                .holds(HEAD_TIMEOUT, headTimeout)
                .holds(DRAIN_NOTICE, drainNotice)
                .that(tlsKey == null || tlsCertificate != null, CERTIFICATE.key(), "nothing", "a file, as for tls-key")
                .that(tlsCertificate == null || tlsKey != null, KEY.key(), "nothing", "a file, as for tls-certificate")
                .done();
    }

    /** Returns a listener without TLS, everything else at its default. */
    public static ListenConfig plain(String host, int port) {
        return new ListenConfig(
                host,
                port,
                null,
                null,
                MAX_CONNECTIONS.defaultValue(),
                MAX_PER_ADDRESS.defaultValue(),
                Proxies.NONE,
                MAX_REQUESTS.defaultValue(),
                BYTE_BUDGET.defaultValue(),
                HEAD_TIMEOUT.defaultValue(),
                DRAIN_NOTICE.defaultValue(),
                ClientLimits.DEFAULTS,
                ACCESS_LOG.defaultValue());
    }

    /** Returns this listener with other limits of its connections. */
    ListenConfig limited(int connections, int connectionsPerAddress, Duration head) {
        return new ListenConfig(
                host,
                port,
                tlsCertificate,
                tlsKey,
                connections,
                connectionsPerAddress,
                proxies,
                maxRequests,
                byteBudget,
                head,
                drainNotice,
                limits,
                accessLog);
    }

    /** Returns what is wrong with the TLS files as they are now; null if they are good, or there is no TLS. Blocks. */
    public @Nullable String tlsFault() {
        if (tlsCertificate == null || tlsKey == null) {
            return null;
        }
        List<Certificate> certificates = PemFile.certificates(tlsCertificate);
        if (certificates.isEmpty()) {
            return "there is no certificate in " + tlsCertificate;
        }
        return PemFile.isKeyOf(certificates.get(0), tlsKey)
                ? null
                : "there is no key in " + tlsKey + " for the first certificate in " + tlsCertificate;
    }

    /**
     * Reads the section.
     *
     * @param isOpen whether tokens are not validated: then only this machine is served unless the host is set
     */
    public static ListenConfig read(ConfigReader in, boolean isOpen) {
        String host = in.get(HOST, isOpen ? "127.0.0.1" : HOST.defaultValue());
        int port = in.get(PORT);
        CertificateFiles tls = CertificateFiles.read(in, CERTIFICATE, KEY);
        int maxConnections = in.get(MAX_CONNECTIONS);
        int maxPerAddress = in.get(MAX_PER_ADDRESS);
        Proxies proxies = Proxies.read(in);
        int maxRequests = in.get(MAX_REQUESTS);
        long byteBudget = in.get(BYTE_BUDGET);
        Duration headTimeout = in.get(HEAD_TIMEOUT);
        Duration drainNotice = in.get(DRAIN_NOTICE);
        ClientLimits limits = ClientLimits.read(in);
        boolean accessLog = in.get(ACCESS_LOG);
        return in.section(
                () -> new ListenConfig(
                        host,
                        port,
                        tls.certificate(),
                        tls.key(),
                        maxConnections,
                        maxPerAddress,
                        proxies,
                        maxRequests,
                        byteBudget,
                        headTimeout,
                        drainNotice,
                        limits,
                        accessLog),
                () -> plain(host, port));
    }

    /**
     * The proxies in front.
     *
     * @param trusted networks of those that are believed what they say of clients
     * @param protocol whether every connection begins with a header of the PROXY protocol
     */
    public record Proxies(List<Network> trusted, boolean protocol) {
        private static final Setting<Network> TRUSTED =
                Setting.list("listen.trusted-proxies", Network.TYPE, List.of()).means("""
                        Addresses and networks of proxies in front, such as 192.0.2.10, 10.0.0.0/8 or "2001:db8::/32". From \
                        there, and only from there, Forwarded and X-Forwarded-For, -Proto, -Host, -Port and -Prefix count, \
                        for the access log, limits by client address and links. A proxy must remove those of them that it \
                        does not set itself.""");
        private static final Setting<Boolean> PROTOCOL =
                Setting.flag("listen.proxy-protocol", false).means("""
                        Whether every connection begins with a header of HAProxy's PROXY protocol, version 1 or 2, which \
                        names the client's address. With it only trusted-proxies may connect; the gateway closes other \
                        connections, and those without a valid header.""");

        /** No proxy is trusted. */
        public static final Proxies NONE = new Proxies(List.of(), false);

        /** Checks that there is a proxy for the protocol. */
        public Proxies {
            trusted = List.copyOf(trusted);
            new Check()
                    .that(
                            !protocol || !trusted.isEmpty(),
                            PROTOCOL.key(),
                            "true",
                            "false, or the proxies' networks in listen.trusted-proxies")
                    .done();
        }

        private static Proxies read(ConfigReader in) {
            List<Network> trusted = in.all(TRUSTED);
            boolean protocol = in.get(PROTOCOL);
            // Of networks of which one is wrong, nothing more is reported.
            return in.section(() -> new Proxies(trusted, protocol && !in.isWrong(TRUSTED)), () -> NONE);
        }

        /** Returns whether any proxy is trusted. */
        public boolean isOn() {
            return !trusted.isEmpty();
        }

        /** Returns whether that is the address of a trusted proxy. */
        public boolean isTrusted(InetAddress address) {
            for (Network network : trusted) {
                if (network.contains(address)) {
                    return true;
                }
            }
            return false;
        }
    }
}

package dev.vitrine.config;

import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is served.
 *
 * @param host the address to bind; all of them by default, but loopback alone where nobody checks the callers
 * @param port 0 to 65535, 0 for any free one; default 8774, which is the compute API's
 * @param tlsCertificate the certificate to show and those that signed it, PEM; null, the default, to serve without TLS
 * @param tlsKey the certificate's private key, PEM; null exactly if there is no certificate
 * @param maxConnections connections at the most, 1 to 1000000; default 10000
 * @param maxConnectionsPerAddress those of one address at the most, 1 to 1000000; default 1000
 * @param maxRequests requests at work at the most, 1 to 1000000; default 2000. Those that are answered from memory at
 *     once, or wait for what another has asked for, do not count
 * @param headTimeout how long the head of a request may take, the first one's from the accept on, 100ms to 5m; default 10s
 * @param drainNotice how long requests are still taken after SIGTERM, while load balancers are told to send none, 0s to 5m;
 *     default 10s
 * @param limits what one client may ask of the listener
 * @param accessLog whether every request gets a line on standard output; default false
 */
public record ListenConfig(
        String host,
        int port,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxRequests,
        Duration headTimeout,
        Duration drainNotice,
        ClientLimits limits,
        boolean accessLog) {
    /** The compute API's port. */
    public static final int DEFAULT_PORT = 8774;

    private static final int MOST = 1_000_000;
    private static final String CERTIFICATE = "tls-certificate";
    private static final String KEY = "tls-key";

    /** Checks the ranges, and that there is a key for the certificate. */
    public ListenConfig {
        new Check()
                .notBlank("host", host)
                .range("port", port, 0, 65_535)
                .range("max-connections", maxConnections, 1, MOST)
                .range("max-connections-per-address", maxConnectionsPerAddress, 1, MOST)
                .range("max-requests", maxRequests, 1, MOST)
                .range("head-timeout", headTimeout, Duration.ofMillis(100), Duration.ofMinutes(5))
                .range("drain-notice", drainNotice, Duration.ZERO, Duration.ofMinutes(5))
                .that(tlsKey == null || tlsCertificate != null, CERTIFICATE, "nothing", "a file, as for " + KEY)
                .that(tlsCertificate == null || tlsKey != null, KEY, "nothing", "a file, as for " + CERTIFICATE)
                .done();
    }

    /** Returns settings without TLS, the rest as by default. */
    public static ListenConfig plain(String host, int port) {
        return new ListenConfig(
                host,
                port,
                null,
                null,
                10_000,
                1_000,
                2_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                ClientLimits.USUAL,
                false);
    }

    /** Returns what is wrong with the files for TLS as they are now, or null if they are good, or not asked for. Blocks. */
    public @Nullable String tlsFault() {
        if (tlsCertificate == null || tlsKey == null) {
            return null;
        }
        List<Certificate> certificates = NamedFile.certificates(tlsCertificate);
        if (certificates.isEmpty()) {
            return "there is no certificate in " + tlsCertificate;
        }
        return PrivateKeyFile.isOf(certificates.get(0), tlsKey)
                ? null
                : "there is no key in " + tlsKey + " for the first certificate in " + tlsCertificate;
    }

    static @Nullable ListenConfig read(Values values, IdentityMode identity) {
        String host = values.text("listen.host", identity == IdentityMode.NONE ? "127.0.0.1" : "0.0.0.0");
        int port = values.whole("listen.port", DEFAULT_PORT);
        Path certificate = values.certificates("listen." + CERTIFICATE);
        Path key = values.privateKey("listen." + KEY);
        ListenConfig usual = plain("0.0.0.0", DEFAULT_PORT);
        int maxConnections = values.whole("listen.max-connections", usual.maxConnections());
        int perAddress = values.whole("listen.max-connections-per-address", usual.maxConnectionsPerAddress());
        int maxRequests = values.whole("listen.max-requests", usual.maxRequests());
        Duration headTimeout = values.duration("listen.head-timeout", usual.headTimeout());
        Duration drainNotice = values.duration("listen.drain-notice", usual.drainNotice());
        ClientLimits limits = ClientLimits.read(values);
        boolean accessLog = values.flag("listen.access-log", usual.accessLog());
        // Of two files of which one is no good, nothing more is to be said.
        if (values.isWrong("listen." + CERTIFICATE) || values.isWrong("listen." + KEY)) {
            return values.section("listen", () -> plain(host, port));
        }
        checkPair(values, certificate, key);
        return values.section(
                "listen",
                () -> new ListenConfig(
                        host,
                        port,
                        certificate,
                        key,
                        maxConnections,
                        perAddress,
                        maxRequests,
                        headTimeout,
                        drainNotice,
                        limits == null ? ClientLimits.USUAL : limits,
                        accessLog));
    }

    private static void checkPair(Values values, @Nullable Path certificate, @Nullable Path key) {
        if (certificate != null
                && key != null
                && !PrivateKeyFile.isOf(NamedFile.certificates(certificate).get(0), key)) {
            values.problem("listen." + KEY, "\"" + key + "\"", "the key of the first certificate in " + CERTIFICATE);
        }
    }
}

package dev.vitrine.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask of the listener: how long it may take, how much it may send, and how much it may leave lying.
 *
 * @param handshakeTimeout how long the handshake of TLS may take, 1s to 5m; default 10s
 * @param bodyTimeout how long the body of a request may take, from when it is waited for, 100ms to 5m; default 15s
 * @param writeTimeout how long a client may take nothing, or less than 16 KiB, of the answers that wait for it, 100ms to
 *     10m; default 20s; half of it while more than a tenth of the connections are open that may be
 * @param idleTimeout how long a connection stays open on which nothing is asked for, 1s to 1h; default 60s; at most half of
 *     the write timeout, but no less than a second, while more than a tenth of the connections are open that may be
 * @param maxRequestLine bytes of a request line of HTTP/1 at the most, 256 B to 64 KiB; default 4 KiB
 * @param maxHeaderBytes bytes of all headers of a request at the most, 1 KiB to 1 MiB; default 16 KiB, as OpenStack's own
 *     servers take for the sake of long tokens
 * @param maxHeaders headers of a request at the most, 10 to 10000; default 100
 * @param maxBody bytes of the body of a request at the most, 1 KiB to 16 MiB; default 112 KiB, as oslo.middleware's
 * @param maxUnsent bytes of answers that wait for clients who do not take them, of all together at the most, 1 MiB to
 *     64 GiB; default 64 MiB. Whoever has most is cut off when there are more
 * @param http2 what one connection of HTTP/2 may be used for
 */
public record ClientLimits(
        Duration handshakeTimeout,
        Duration bodyTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        int maxRequestLine,
        int maxHeaderBytes,
        int maxHeaders,
        int maxBody,
        long maxUnsent,
        Http2Limits http2) {
    /** Before what is checked by it. */
    private static final Duration LEAST = Duration.ofMillis(100);

    /** What holds where nothing else is set. */
    public static final ClientLimits USUAL = new ClientLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            4 << 10,
            16 << 10,
            100,
            112 << 10,
            64 << 20,
            Http2Limits.USUAL);

    /** Checks the ranges. */
    public ClientLimits {
        new Check()
                .range("handshake-timeout", handshakeTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5))
                .range("body-timeout", bodyTimeout, LEAST, Duration.ofMinutes(5))
                .range("write-timeout", writeTimeout, LEAST, Duration.ofMinutes(10))
                .range("idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1))
                .range("max-request-line", maxRequestLine, 256, 64 << 10)
                .range("max-header-bytes", maxHeaderBytes, 1 << 10, 1 << 20)
                .range("max-headers", maxHeaders, 10, 10_000)
                .range("max-body", maxBody, 1 << 10, 16 << 20)
                .range("max-unsent", maxUnsent, 1 << 20, 64L << 30)
                .done();
    }

    static @Nullable ClientLimits read(Values values) {
        Duration handshakeTimeout = values.duration("listen.handshake-timeout", USUAL.handshakeTimeout);
        Duration bodyTimeout = values.duration("listen.body-timeout", USUAL.bodyTimeout);
        Duration writeTimeout = values.duration("listen.write-timeout", USUAL.writeTimeout);
        Duration idleTimeout = values.duration("listen.idle-timeout", USUAL.idleTimeout);
        int maxRequestLine = size(values, "listen.max-request-line", USUAL.maxRequestLine);
        int maxHeaderBytes = size(values, "listen.max-header-bytes", USUAL.maxHeaderBytes);
        int maxHeaders = values.whole("listen.max-headers", USUAL.maxHeaders);
        int maxBody = size(values, "listen.max-body", USUAL.maxBody);
        long maxUnsent = values.bytes("listen.max-unsent", USUAL.maxUnsent);
        Http2Limits http2 = Http2Limits.read(values);
        return values.section(
                "listen",
                () -> new ClientLimits(
                        handshakeTimeout,
                        bodyTimeout,
                        writeTimeout,
                        idleTimeout,
                        maxRequestLine,
                        maxHeaderBytes,
                        maxHeaders,
                        maxBody,
                        maxUnsent,
                        http2 == null ? Http2Limits.USUAL : http2));
    }

    /** Sizes beyond all that is allowed stay so. */
    private static int size(Values values, String key, int usual) {
        return (int) Math.min(values.bytes(key, usual), Integer.MAX_VALUE);
    }
}

package dev.vitrine.config.listen;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import java.time.Duration;

/**
 * Limits of what one client may take: time, bytes sent, and bytes of responses that it does not read.
 *
 * @param handshakeTimeout limit of the TLS handshake
 * @param bodyTimeout limit of a request body, from when the gateway waits for it
 * @param writeTimeout how long a client may read nothing, or less than 16 KiB, of the responses that wait for it
 * @param idleTimeout how long a connection without requests stays open; at most the write timeout, but no less than a
 *     second, while more than a tenth of the connections are open that may be
 * @param maxRequestLine bytes of an HTTP/1 request line, or of an HTTP/2 path with its query
 * @param maxHeaderBytes bytes of all headers of a request
 * @param maxHeaders headers of a request
 * @param maxBody bytes of a request body
 * @param maxUnsent bytes of responses that wait for clients that do not read them, of all connections together
 * @param http2 limits of one HTTP/2 connection
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
    private static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration(
                    "listen.handshake-timeout", "10s", "1s", "5m")
            .means("Limit of the TLS handshake. It is part of the first request's head-timeout.");
    private static final Setting<Duration> BODY_TIMEOUT = Setting.duration("listen.body-timeout", "15s", "100ms", "5m")
            .means("Limit of a request body, from when the gateway waits for it; a slower one gets a 408.");
    private static final Setting<Duration> WRITE_TIMEOUT =
            Setting.duration("listen.write-timeout", "10s", "100ms", "10m").means("""
                    How long a client may read nothing, or less than 16 KiB, of the responses that wait for it; then the \
                    gateway closes the connection. What counts is what the operating system takes from the gateway, in steps \
                    of up to 48 KiB; of the at most 128 KiB that it holds, idle-timeout decides.""");
    private static final Setting<Duration> IDLE_TIMEOUT =
            Setting.duration("listen.idle-timeout", "60s", "1s", "1h").means("""
                    How long a connection without requests stays open; at most write-timeout, but never less than a \
                    second, while more than a tenth of max-connections are open, and for one write-timeout after.""");
    private static final Setting<Long> MAX_REQUEST_LINE = Setting.size(
                    "listen.max-request-line", "4KiB", "256B", "64KiB")
            .means("Size of a request line or, over HTTP/2, of a path with its query; a longer one gets a 414.");
    private static final Setting<Long> MAX_HEADER_BYTES = Setting.size(
                    "listen.max-header-bytes", "16KiB", "1KiB", "1MiB")
            .means("Size of all headers of a request; more get a 431. Keystone's tokens can be long.");
    private static final Setting<Integer> MAX_HEADERS = Setting.integer("listen.max-headers", 100, 10, 10_000)
            .means("Number of headers of a request; more get a 431.");
    private static final Setting<Long> MAX_BODY = Setting.size("listen.max-body", "112KiB", "1KiB", "16MiB")
            .means("Size of a request body; a larger one gets a 413.");
    private static final Setting<Long> MAX_UNSENT = Setting.withinHeap(
                    Setting.size("listen.max-unsent", "64MiB", "1MiB", "64GiB"),
                    8,
                    "64MiB, or an eighth of the heap if that is less")
            .means("""
                    Bytes of responses that wait for clients that do not read them, of all connections together. At more \
                    the gateway closes the connection that has most, of the address that has most. Less than 64KiB of one \
                    connection is not counted.""");

    /** The limits where nothing else is set. */
    public static final ClientLimits DEFAULTS = new ClientLimits(
            HANDSHAKE_TIMEOUT.defaultValue(),
            BODY_TIMEOUT.defaultValue(),
            WRITE_TIMEOUT.defaultValue(),
            IDLE_TIMEOUT.defaultValue(),
            MAX_REQUEST_LINE.defaultValue().intValue(),
            MAX_HEADER_BYTES.defaultValue().intValue(),
            MAX_HEADERS.defaultValue(),
            MAX_BODY.defaultValue().intValue(),
            MAX_UNSENT.defaultValue(),
            Http2Limits.DEFAULTS);

    /** Checks the ranges. */
    public ClientLimits {
        new Check()
                .holds(HANDSHAKE_TIMEOUT, handshakeTimeout)
                .holds(BODY_TIMEOUT, bodyTimeout)
                .holds(WRITE_TIMEOUT, writeTimeout)
                .holds(IDLE_TIMEOUT, idleTimeout)
                .holds(MAX_REQUEST_LINE, (long) maxRequestLine)
                .holds(MAX_HEADER_BYTES, (long) maxHeaderBytes)
                .holds(MAX_HEADERS, maxHeaders)
                .holds(MAX_BODY, (long) maxBody)
                .holds(MAX_UNSENT, maxUnsent)
                .done();
    }

    static ClientLimits read(ConfigReader in) {
        return new ClientLimits(
                in.get(HANDSHAKE_TIMEOUT),
                in.get(BODY_TIMEOUT),
                in.get(WRITE_TIMEOUT),
                in.get(IDLE_TIMEOUT),
                in.get(MAX_REQUEST_LINE).intValue(),
                in.get(MAX_HEADER_BYTES).intValue(),
                in.get(MAX_HEADERS),
                in.get(MAX_BODY).intValue(),
                in.get(MAX_UNSENT),
                Http2Limits.read(in));
    }
}

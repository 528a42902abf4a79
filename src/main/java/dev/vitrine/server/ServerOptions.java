package dev.vitrine.server;

import dev.vitrine.config.listen.ClientLimits;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.server.netty.ServerPipeline;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The options of the listener: limits, timeouts, TLS and protocols. */
final class ServerOptions {
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    private static final Duration RESET_WINDOW = Duration.ofSeconds(30);

    /**
     * The operating system takes more bytes for a client only when a third of its send buffer is free. By itself it lets the
     * buffer grow to megabytes, and a client that reads slowly seems to read nothing for minutes. With much less than this,
     * connections within one machine, whose segments have 64 KiB, wait for delayed acknowledgements. Linux doubles the number.
     */
    private static final int SEND_BUFFER = 64 << 10;

    private ServerOptions() {}

    /** Returns the options of a listener whose connections get the handlers of that pipeline. */
    static HttpServerOptions of(ListenConfig settings, ServerPipeline pipeline) {
        HttpServerOptions options = new HttpServerOptions()
                .setSendBufferSize(SEND_BUFFER)
                .setIdleTimeout((int) pipeline.idleInterval().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                // The gateway has no WebSockets, and Netty's handlers for them throw at 128 pipelined requests.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
        return settings.tlsCertificate() == null || settings.tlsKey() == null
                ? options
                : http2(options, settings.limits())
                        .setSsl(true)
                        .setSslEngineOptions(pipeline.tlsEngineOptions())
                        .setKeyCertOptions(certificate(settings.tlsCertificate(), settings.tlsKey()))
                        .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                        .setSslHandshakeTimeout(
                                settings.limits().handshakeTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** Returns the options that show a renewed certificate; null without TLS. */
    static @Nullable ServerSSLOptions renewed(ListenConfig settings) {
        if (settings.tlsCertificate() == null || settings.tlsKey() == null) {
            return null;
        }
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(certificate(settings.tlsCertificate(), settings.tlsKey()));
        options.setEnabledSecureTransportProtocols(TLS_VERSIONS);
        return options;
    }

    private static PemKeyCertOptions certificate(Path certificate, Path key) {
        return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
    }

    /** Limits resets too: a client that opens streams only to reset them makes the gateway work for nothing (CVE-2023-44487). */
    private static HttpServerOptions http2(HttpServerOptions options, ClientLimits limits) {
        return options.setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(limits.http2().maxStreams())
                        .setMaxHeaderListSize(limits.maxHeaderBytes()))
                .setHttp2RstFloodMaxRstFramePerWindow(limits.http2().maxResets())
                // Netty's number is the first that is too many.
                .setHttp2MaxSmallContinuationFrames(limits.http2().maxContinuations() + 1)
                .setHttp2RstFloodWindowDuration((int) RESET_WINDOW.toSeconds());
    }
}

package dev.vitrine.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS, with the suites of RFC 9325 alone and without renegotiation; it computes handshakes on worker threads.
 *
 * <p>It reports each connection when it is accepted: Vert.x itself reports one when the handshake is
 * complete, and over HTTP/2 when the client's settings have arrived, so until then no limit would hold. The factory of TLS
 * contexts is the only extension point of Vert.x 5 that sees connections before.
 */
final class TlsEngineOptions extends JdkSSLEngineOptions {
    /** Those of TLS 1.3, and of TLS 1.2 those with forward secrecy and authenticated encryption (RFC 9325, 4.2). */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** The type of a record with handshake messages (RFC 5246, 6.2.1); in TLS 1.3 none has it once the handshake is over. */
    private static final byte HANDSHAKE = 22;

    private final Consumer<Channel> onAccept;

    /** Takes what is called on the connection's event loop, when its pipeline holds TLS alone. */
    TlsEngineOptions(Consumer<Channel> onAccept) {
        this.onAccept = onAccept;
        // A handshake takes a millisecond or more: a hundred clients that connect at once would block the event loop.
        setUseWorkerThread(true);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                enabledCipherSuites(supportedSuites());
                return new ReportingContext(super.create());
            }
        };
    }

    /** Returns the suites that this JDK has: one in FIPS mode lacks ChaCha20, and refuses a list that names it. */
    private static Set<String> supportedSuites() throws SSLException {
        Set<String> suites = new LinkedHashSet<>(CIPHER_SUITES);
        try {
            suites.retainAll(
                    Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("TLS is not available", e);
        }
        return suites;
    }

    private final class ReportingContext extends DelegatingSslContext {
        ReportingContext(SslContext context) {
            super(context);
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // Nothing to change.
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator buffers, String host, int port, boolean startTls, Executor executor) {
            return new AcceptedTlsHandler(newEngine(buffers, host, port), startTls, executor);
        }
    }

    /**
     * Ends a connection whose client asks for another handshake: one costs the gateway more than the client, and the client may
     * ask again and again (CVE-2011-1473). The JDK's own switch is a property of the whole process that is read only once, so
     * it does not hold where a process that embeds the gateway has used TLS before.
     */
    private final class AcceptedTlsHandler extends SslHandler {
        AcceptedTlsHandler(SSLEngine engine, boolean startTls, Executor executor) {
            super(engine, startTls, executor);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
            super.handlerAdded(context);
            onAccept.accept(context.channel());
        }

        /** Called at the beginning of each record. */
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws SSLException {
            if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE
                    && handshakeFuture().isSuccess()) {
                bytes.skipBytes(bytes.readableBytes());
                ChannelFuture unused = context.close();
            } else {
                super.decode(context, bytes, out);
            }
        }
    }
}

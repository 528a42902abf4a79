package dev.vitrine.server.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS, which reports each connection when it is accepted: Vert.x itself reports one when the handshake is
 * complete, and over HTTP/2 when the client's settings have arrived, so until then no limit would hold. The factory of TLS
 * contexts is the only extension point of Vert.x 5 that sees connections before.
 */
final class TlsEngineOptions extends JdkSSLEngineOptions {
    private final Consumer<Channel> onAccept;

    /** Takes what is called on the connection's event loop, when its pipeline holds TLS alone. */
    TlsEngineOptions(Consumer<Channel> onAccept) {
        this.onAccept = onAccept;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new ReportingContext(super.create());
            }
        };
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
            return new SslHandler(newEngine(buffers, host, port), startTls, executor) {
                @Override
                public void handlerAdded(ChannelHandlerContext context) throws Exception {
                    super.handlerAdded(context);
                    onAccept.accept(context.channel());
                }
            };
        }
    }
}

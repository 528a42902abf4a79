package dev.vitrine.server;

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
 * The JDK's TLS, which tells of every connection as soon as it was accepted. The platform itself tells of it when the
 * handshake is over, and over HTTP/2 when the client's settings were read: until then nobody would have counted it.
 */
final class EarlyTls extends JdkSSLEngineOptions {
    private final Consumer<Channel> accepted;

    /** Takes who is told, on the connection's event loop; its pipeline holds TLS alone by then. */
    EarlyTls(Consumer<Channel> accepted) {
        this.accepted = accepted;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new Telling(super.create());
            }
        };
    }

    private final class Telling extends DelegatingSslContext {
        Telling(SslContext context) {
            super(context);
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // As it comes.
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator buffers, String host, int port, boolean startTls, Executor executor) {
            return new SslHandler(newEngine(buffers, host, port), startTls, executor) {
                @Override
                public void handlerAdded(ChannelHandlerContext context) throws Exception {
                    super.handlerAdded(context);
                    accepted.accept(context.channel());
                }
            };
        }
    }
}

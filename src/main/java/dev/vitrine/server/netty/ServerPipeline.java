package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ClientLimits;
import dev.vitrine.config.listen.ListenConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SSLEngineOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Adds the gateway's handlers to the pipeline of each connection that a listener accepts. One for a listener. */
public final class ServerPipeline {
    private final ListenConfig config;
    private final ConnectionLimiter limiter;

    /** Takes the limits of one connection, and the limiter of all connections of all listeners. */
    public ServerPipeline(ListenConfig config, ConnectionLimiter limiter) {
        this.config = config;
        this.limiter = limiter;
    }

    /** Returns the engine options of a listener with TLS: with them the limits hold before the handshake. */
    public SSLEngineOptions tlsEngineOptions() {
        return new TlsEngineOptions(this::accepted);
    }

    /** Returns the idle timeout to set in Vert.x: {@link IdleTimeoutHandler} counts how often it elapses. */
    public Duration idleInterval() {
        return IdleTimeoutHandler.interval(config.limits());
    }

    private void accepted(Channel channel) {
        ClientConnection client = accept(channel);
        if (client != null) {
            channel.pipeline().addLast(turnLimiter(), client.headersTimeout());
            readProxyHeader(client, channel.pipeline());
        }
    }

    /** Takes a connection that speaks HTTP, as Vert.x reports it. For its event loop. */
    public void connected(HttpConnection connection) {
        Channel channel = ChannelAccess.channel(connection);
        // Over TLS the connection was accepted before.
        ClientConnection accepted = ClientConnection.of(channel);
        ClientConnection client = accepted == null ? accept(channel) : accepted;
        if (client == null) {
            return;
        }
        ClientLimits limits = config.limits();
        ChannelPipeline pipeline = channel.pipeline();
        if (accepted == null) {
            pipeline.addFirst(turnLimiter());
            readProxyHeader(client, pipeline);
        }
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 == null) {
            String decoder = pipeline.context(HttpRequestDecoder.class).name();
            pipeline.replace(decoder, decoder, new HttpFramingDecoder(limits, client.headersTimeout()));
        } else {
            http2.decoder().frameListener(new Http2FloodLimiter(http2.decoder().frameListener(), limits));
            pipeline.addBefore(pipeline.context(http2).name(), null, new Http2WritabilityWorkaround(http2));
        }
        pipeline.addFirst(client.writeTimeout());
        String idle = pipeline.context(IdleStateHandler.class).name();
        pipeline.addAfter(idle, null, new IdleTimeoutHandler(client, limiter, limits));
    }

    private static TurnLimiter turnLimiter() {
        return new TurnLimiter(EventLoopTurn.current(), EventLoopClock.current());
    }

    private void readProxyHeader(ClientConnection client, ChannelPipeline pipeline) {
        if (config.proxies().protocol()) {
            pipeline.addFirst(new ProxyProtocolDecoder(client));
        }
    }

    private @Nullable ClientConnection accept(Channel channel) {
        TurnLimiter.limitReads(channel);
        return ClientConnection.accept(
                channel, limiter, config.headTimeout(), config.limits().writeTimeout());
    }

    /** Returns the status for a request that could not be decoded, or was refused for its framing: 400, 413, 414, 431 or 501. */
    public static int status(HttpServerRequest invalid) {
        Throwable cause = invalid.decoderResult().cause();
        if (cause instanceof HttpFraming.UnsupportedCoding) {
            return 501;
        }
        if (cause instanceof HttpFraming.BodyTooLong) {
            return 413;
        }
        if (cause instanceof TooLongHttpLineException) {
            return 414;
        }
        return cause instanceof TooLongHttpHeaderException ? 431 : 400;
    }
}

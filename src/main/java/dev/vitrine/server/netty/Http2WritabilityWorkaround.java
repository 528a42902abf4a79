package dev.vitrine.server.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;

/**
 * Works around a fault of Netty 4.2.20: has it check which streams are writable whenever the channel becomes writable.
 *
 * <p>Netty checks only if it knew that the channel was not writable. Over TLS it may not know: bytes that wait for encryption
 * count, and the change is reported later, when it may be over. A stream that began in between would never become writable,
 * and its response would never be sent. Stands before Netty's HTTP/2 connection.
 */
final class Http2WritabilityWorkaround extends ChannelInboundHandlerAdapter {
    private final Http2RemoteFlowController flow;

    Http2WritabilityWorkaround(Http2ConnectionHandler handler) {
        this.flow = handler.encoder().flowController();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Http2Exception {
        context.fireChannelWritabilityChanged();
        if (context.channel().isWritable()) {
            // The window stays as it is: setting it is what has Netty check all streams.
            flow.initialWindowSize(flow.initialWindowSize());
        }
    }
}

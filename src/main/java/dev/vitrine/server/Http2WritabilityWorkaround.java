package dev.vitrine.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;

/**
 * Has the platform look anew which streams of HTTP/2 may be written to, when the network can take more.
 *
 * <p>Netty 4.2.18 itself looks only if it knew that the connection could take nothing. Over TLS it may not know: what waits
 * to be encrypted counts, but that there is too much of it is told later, when it may be gone already. A stream that began
 * in between would be taken for full for ever, and its answer never sent. Stands before the platform's connection.
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
            // The window stays as it is; to set it is what has all streams looked at.
            flow.initialWindowSize(flow.initialWindowSize());
        }
    }
}

package dev.vitrine.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

/**
 * Keeps the platform from closing a connection as idle that waits for our answer, or to which one is being written: the
 * platform counts bytes alone.
 */
final class IdleTimeoutHandler extends ChannelInboundHandlerAdapter {
    private final ClientConnection visit;

    IdleTimeoutHandler(ClientConnection visit) {
        this.visit = visit;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean isAtWork =
                event instanceof IdleStateEvent && (visit.waits() || WriteTimeoutHandler.isWaiting(context.channel()));
        if (!isAtWork) {
            context.fireUserEventTriggered(event);
        }
    }
}

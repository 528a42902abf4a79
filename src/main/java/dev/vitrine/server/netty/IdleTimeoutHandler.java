package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ClientLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;

/**
 * Decides when an idle connection is closed. Vert.x only sees bytes: it reports a connection as idle after each
 * {@link #interval} without any. A connection with a pending response is not idle. The others are closed after the idle
 * timeout; while many connections are open, after the write timeout if that is shorter: the operating system may hold
 * responses that the client never reads, and with NIO no option of the socket limits that time.
 */
final class IdleTimeoutHandler extends ChannelInboundHandlerAdapter {
    private final ClientConnection connection;
    private final ConnectionLimiter limiter;
    private final int intervalsToTimeout;
    private int intervals;

    IdleTimeoutHandler(ClientConnection connection, ConnectionLimiter limiter, ClientLimits limits) {
        this.connection = connection;
        this.limiter = limiter;
        this.intervalsToTimeout = intervals(limits);
    }

    /** Returns after how long without bytes Vert.x is to report: the idle timeout is a multiple of it. */
    static Duration interval(ClientLimits limits) {
        return limits.idleTimeout().dividedBy(intervals(limits));
    }

    /** Returns how many intervals make the idle timeout: each is at most the write timeout, or one second if that is less. */
    private static int intervals(ClientLimits limits) {
        long max = Math.max(limits.writeTimeout().toMillis(), 1_000);
        return (int) ((limits.idleTimeout().toMillis() + max - 1) / max);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent idle) || isTimeout(context, idle)) {
            context.fireUserEventTriggered(event);
        }
    }

    private boolean isTimeout(ChannelHandlerContext context, IdleStateEvent event) {
        boolean isPending = connection.hasPendingRequests() || WriteTimeoutHandler.hasUnsent(context.channel());
        if (event.isFirst() || isPending) {
            intervals = 0;
        }
        intervals += isPending ? 0 : 1;
        return !isPending && (limiter.hasManyConnections() || intervals >= intervalsToTimeout);
    }
}

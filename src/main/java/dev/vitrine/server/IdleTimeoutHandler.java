package dev.vitrine.server;

import dev.vitrine.config.ClientLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;

/**
 * Decides when an idle connection is closed. The platform only sees bytes: it reports a connection as idle after each
 * {@link #step} without any. A connection with a pending response is not idle. The others are closed after the idle timeout,
 * or while many connections are open after half of the write timeout: the operating system may hold responses that the
 * client never reads, and with NIO no option of the socket limits that time.
 */
final class IdleTimeoutHandler extends ChannelInboundHandlerAdapter {
    private final ClientConnection visit;
    private final Patience patience;
    private final int stepsToTimeout;
    private int steps;

    IdleTimeoutHandler(ClientConnection visit, Patience patience, ClientLimits limits) {
        this.visit = visit;
        this.patience = patience;
        this.stepsToTimeout = steps(limits);
    }

    /** Returns after how long without bytes the platform is to report: the idle timeout is a multiple of it. */
    static Duration step(ClientLimits limits) {
        return limits.idleTimeout().dividedBy(steps(limits));
    }

    /** Returns how many steps make the idle timeout: each is at most half of the write timeout, or one second if that is less. */
    private static int steps(ClientLimits limits) {
        long most = Math.max(Patience.inACrowd(limits.writeTimeout()).toMillis(), 1_000);
        return (int) ((limits.idleTimeout().toMillis() + most - 1) / most);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent idle) || isIdle(context, idle)) {
            context.fireUserEventTriggered(event);
        }
    }

    private boolean isIdle(ChannelHandlerContext context, IdleStateEvent event) {
        boolean isPending = visit.waits() || WriteTimeoutHandler.isWaiting(context.channel());
        if (event.isFirst() || isPending) {
            steps = 0;
        }
        steps += isPending ? 0 : 1;
        return !isPending && (patience.isShort() || steps >= stepsToTimeout);
    }
}

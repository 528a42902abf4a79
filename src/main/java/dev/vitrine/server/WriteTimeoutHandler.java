package dev.vitrine.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client that takes next to nothing of what was written to it for so long, and tells how much waits for it: its
 * answers are in our memory. Costs a look with each flush, and a timer only where the network did not take everything at
 * once. Stands first in the pipeline, where bytes leave it.
 */
final class WriteTimeoutHandler extends ChannelDuplexHandler {
    private final ClientConnection visit;
    private final Patience patience;
    private final Standstill standstill;
    private boolean isWatching;
    private long counted;

    /** What waited when last looked at; what was added to it since. */
    private long waited;

    private long added;

    WriteTimeoutHandler(ClientConnection visit, Patience patience) {
        this.visit = visit;
        this.patience = patience;
        this.standstill = new Standstill(patience);
    }

    /** Returns whether something that was written has not been taken yet. */
    static boolean isWaiting(Channel channel) {
        return waiting(channel) > 0;
    }

    private static long waiting(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        // The platform counts what has gone of the first piece only when all of it has.
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        long before = isWatching ? waiting(context.channel()) : 0;
        ChannelFuture unused = context.write(message, promise);
        if (isWatching) {
            added += waiting(context.channel()) - before;
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (isWaiting(context.channel())) {
            count(context.channel());
            if (!isWatching) {
                isWatching = true;
                waited = waiting(context.channel());
                added = 0;
                standstill.begin();
                watch(context);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        count(context.channel());
        context.fireChannelWritabilityChanged();
    }

    /** At the connection's end its visit forgets all of it. */
    private void count(Channel channel) {
        long bytes = channel.isWritable() ? 0 : waiting(channel);
        long more = bytes - counted;
        if (more != 0) {
            counted = bytes;
            visit.holds(more);
        }
    }

    private void watch(ChannelHandlerContext context) {
        var unused = context.executor()
                .schedule(() -> look(context), patience.betweenLooks().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        long now = waiting(context.channel());
        long taken = waited + added - now;
        waited = now;
        added = 0;
        if (now == 0) {
            isWatching = false;
        } else if (standstill.isTooLong(taken)) {
            visit.cutOff();
        } else {
            watch(context);
        }
    }
}

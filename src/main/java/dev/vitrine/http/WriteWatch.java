package dev.vitrine.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client that takes nothing of what was written to it for so long, and tells how much waits for it: its answers
 * are in our memory. Costs a look with each flush, and a timer only where the network did not take everything at once.
 * Stands first in the pipeline, where bytes leave it.
 */
final class WriteWatch extends ChannelDuplexHandler {
    private final Visit visit;
    private final Duration most;
    private boolean isWatching;
    private long counted;

    /** What waited when last looked at: how many bytes, which piece was the first of them, how much of it was gone. */
    private long waited;

    private int first;
    private long gone;

    WriteWatch(Visit visit, Duration most) {
        this.visit = visit;
        this.most = most;
    }

    /** Returns whether something that was written has not been taken yet. */
    static boolean isWaiting(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (isWaiting(context.channel())) {
            count(context.channel());
            if (!isWatching) {
                isWatching = true;
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
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        long bytes = waiting == null || channel.isWritable() ? 0 : waiting.totalPendingWriteBytes();
        long more = bytes - counted;
        if (more != 0) {
            counted = bytes;
            visit.holds(more);
        }
    }

    private void watch(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting != null) {
            waited = waiting.totalPendingWriteBytes();
            first = System.identityHashCode(waiting.current());
            gone = waiting.currentProgress();
            var unused = context.executor().schedule(() -> look(context), most.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
            isWatching = false;
        } else if (isUnchanged(waiting)) {
            visit.cutOff();
        } else {
            watch(context);
        }
    }

    private boolean isUnchanged(ChannelOutboundBuffer waiting) {
        return waiting.totalPendingWriteBytes() >= waited
                && System.identityHashCode(waiting.current()) == first
                && waiting.currentProgress() == gone;
    }
}

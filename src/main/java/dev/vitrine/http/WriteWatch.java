package dev.vitrine.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client that takes nothing of what was written to it for so long: its answers wait in our memory. Costs a look
 * with each flush, and a timer only where the network did not take everything at once. Stands first in the pipeline, where
 * bytes leave it.
 */
final class WriteWatch extends ChannelOutboundHandlerAdapter {
    private final Duration most;
    private boolean isWatching;

    /** What waited when last looked at: how many bytes, which piece was the first of them, how much of it was gone. */
    private long waited;

    private int first;
    private long gone;

    WriteWatch(Duration most) {
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
        if (!isWatching && isWaiting(context.channel())) {
            isWatching = true;
            watch(context);
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
            // What the system still holds for it goes, too: a client that takes nothing would keep it for minutes.
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelFuture unused = context.close();
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

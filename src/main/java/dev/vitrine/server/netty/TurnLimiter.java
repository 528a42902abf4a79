package dev.vitrine.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the bytes of one connection whose requests are answered in one turn of the event loop, since a client that pipelines
 * requests without end would keep the loop from all its other connections.
 *
 * <p>From a socket no more is read in a turn. A record of TLS has up to 16 KiB of such bytes: behind TLS they are passed on in
 * portions, one in each turn. They are no more than one record, since a turn passes on as many as it reads. For the
 * connection's event loop.
 */
final class TurnLimiter extends ChannelInboundHandlerAdapter {
    /** Longer than most requests; of the shortest ones it holds less than a hundred. */
    static final int MAX_BYTES = 2048;

    private static final int MIN_BUFFER = 64;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>();

    /** Bounds what is read from the connection's socket in one turn; to be called before anything is. */
    static void limitReads(Channel channel) {
        channel.config()
                .setRecvByteBufAllocator(
                        new AdaptiveRecvByteBufAllocator(MIN_BUFFER, MAX_BYTES, MAX_BYTES).maxMessagesPerRead(1));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (waiting.isEmpty() && bytes.readableBytes() <= MAX_BYTES) {
            context.fireChannelRead(bytes);
            return;
        }
        waiting.add(bytes);
        if (waiting.size() == 1) {
            passPortion(context);
        }
    }

    /** Passes a portion on, and the next one in the next turn: a scheduled task runs after the input and output that is due. */
    private void passPortion(ChannelHandlerContext context) {
        ByteBuf first = waiting.element();
        if (first.readableBytes() <= MAX_BYTES) {
            context.fireChannelRead(waiting.remove());
        } else {
            context.fireChannelRead(first.readRetainedSlice(MAX_BYTES));
        }
        if (!waiting.isEmpty()) {
            var unused = context.executor().schedule(() -> nextTurn(context), 0, TimeUnit.NANOSECONDS);
        }
    }

    private void nextTurn(ChannelHandlerContext context) {
        // The connection may have ended meanwhile.
        if (!waiting.isEmpty()) {
            passPortion(context);
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    private void release() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }
}

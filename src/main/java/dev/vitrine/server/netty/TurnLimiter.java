package dev.vitrine.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Bounds the bytes of one connection whose requests are answered in one turn of the event loop, since a client that pipelines
 * requests without end would keep the loop from all its other connections. Where all connections together have spent the
 * {@link EventLoopTurn}, what was read waits for a later one, and no more is read meanwhile.
 *
 * <p>From a socket no more is read in a turn. A record of TLS has up to 16 KiB of such bytes: behind TLS they are passed on in
 * portions, one in each turn. For the connection's event loop.
 */
final class TurnLimiter extends ChannelInboundHandlerAdapter {
    /** Longer than most requests; of the shortest ones it holds less than a hundred. */
    static final int MAX_BYTES = 2048;

    private static final int MIN_BUFFER = 64;

    private final EventLoopTurn turn;
    private final EventLoopClock clock;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean hasStoppedReading;

    /** What was read and waits; since when it can have been there counts when it is passed on. */
    private record Waiting(ByteBuf bytes, long sinceNanos) {}

    TurnLimiter(EventLoopTurn turn, EventLoopClock clock) {
        this.turn = turn;
        this.clock = clock;
    }

    /** Bounds what is read from the connection's socket in one turn; to be called before anything is. */
    static void limitReads(Channel channel) {
        channel.config()
                .setRecvByteBufAllocator(
                        new AdaptiveRecvByteBufAllocator(MIN_BUFFER, MAX_BYTES, MAX_BYTES).maxMessagesPerRead(1));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean isNext = waiting.isEmpty() && turn.hasTime(context.executor());
        if (isNext && bytes.readableBytes() <= MAX_BYTES) {
            passOn(context, bytes, clock.inputNanos());
            return;
        }
        waiting.add(new Waiting(bytes, clock.inputNanos()));
        if (isNext) {
            passPortion(context);
        } else if (waiting.size() == 1) {
            awaitTurn(context);
        }
    }

    /** Passes a portion on; the next one in a later turn. */
    private void passPortion(ChannelHandlerContext context) {
        Waiting first = waiting.element();
        if (first.bytes.readableBytes() <= MAX_BYTES) {
            waiting.remove();
            passOn(context, first.bytes, first.sinceNanos);
        } else {
            passOn(context, first.bytes.readRetainedSlice(MAX_BYTES), first.sinceNanos);
        }
        if (!waiting.isEmpty()) {
            awaitTurn(context);
        }
    }

    private void passOn(ChannelHandlerContext context, ByteBuf bytes, long sinceNanos) {
        clock.beginReading(sinceNanos);
        try {
            context.fireChannelRead(bytes);
        } finally {
            clock.endReading();
        }
    }

    private void awaitTurn(ChannelHandlerContext context) {
        ChannelConfig config = context.channel().config();
        // Vert.x stops reading, too, while it does not take what was read; then it begins anew by itself.
        if (config.isAutoRead()) {
            hasStoppedReading = true;
            config.setAutoRead(false);
        }
        turn.await(context.executor(), () -> nextTurn(context));
    }

    private void nextTurn(ChannelHandlerContext context) {
        // Before the portion is passed on: Vert.x may stop reading in its course.
        if (hasStoppedReading) {
            hasStoppedReading = false;
            context.channel().config().setAutoRead(true);
        }
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
        waiting.forEach(each -> each.bytes.release());
        waiting.clear();
    }
}

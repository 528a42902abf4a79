package dev.vitrine.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Aborts a connection whose client reads less than 16 KiB of what waits for it within the write timeout: bytes that the
 * operating system has not taken, or over HTTP/2 responses that flow control holds back (RFC 9113, 6.9). Fewer bytes are no
 * progress, or a client that reads one now and then would never time out. HTTP/2 streams count together, since a proxy's
 * connection carries the requests of many clients.
 *
 * <p>Also counts the unsent bytes. Checks, eight times within the timeout, only while something waits. Stands first in the
 * pipeline, where the bytes leave it.
 */
final class WriteTimeoutHandler extends ChannelDuplexHandler {
    private static final int CHECKS = 8;
    private static final int MIN_BYTES = 16 << 10;

    private final Channel channel;
    private final ClientConnection connection;
    private final long intervalNanos;
    private boolean isChecking;
    private int checks;

    /** Bytes that the operating system has taken since the timeout started. */
    private long sent;

    /** Unsent bytes at the last check; bytes that were written since. */
    private long unsent;

    private long written;

    /** The part of the connection's unsent bytes that was counted here. */
    private long counted;

    WriteTimeoutHandler(Channel channel, ClientConnection connection, Duration timeout) {
        this.channel = channel;
        this.connection = connection;
        this.intervalNanos = timeout.dividedBy(CHECKS).toNanos();
    }

    /** Returns whether the operating system has not taken everything that was written. */
    static boolean hasUnsent(Channel channel) {
        return unsent(channel) > 0;
    }

    private static long unsent(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        // Of the first message Netty subtracts what was sent only when all of it was.
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // Not the growth of what is unsent, which has Netty's overhead in it: small messages would be progress.
        written += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ChannelFuture unused = context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (hasUnsent(channel)) {
            count();
            start();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        count();
        context.fireChannelWritabilityChanged();
    }

    /** Counts the unsent bytes of a channel that is not writable. When it closes, the connection sets them to none. */
    private void count() {
        long bytes = channel.isWritable() ? 0 : unsent(channel);
        long more = bytes - counted;
        if (more != 0) {
            counted = bytes;
            connection.addUnsent(more);
        }
    }

    /** Starts the timeout unless it runs: something waits for the client. */
    void start() {
        if (!isChecking) {
            isChecking = true;
            unsent = unsent(channel);
            written = 0;
            sent = 0;
            checks = 0;
            schedule();
        }
    }

    private void schedule() {
        var unused = channel.eventLoop().schedule(this::check, intervalNanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        long now = unsent(channel);
        sent += unsent + written - now;
        unsent = now;
        written = 0;
        checks++;
        if (sent >= MIN_BYTES) {
            sent = 0;
            checks = 0;
        }
        isChecking = channel.isOpen() && (now > 0 || connection.hasPendingResponses());
        if (isChecking && checks >= CHECKS) {
            connection.abort();
        } else if (isChecking) {
            schedule();
        }
    }
}

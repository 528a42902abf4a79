package dev.vitrine.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long for the head of a request, the first one's counted from the accept on.
 * Further bytes do not extend the time, as they extend an idle timeout.
 *
 * <p>Over TLS it stands behind that from the accept on. Over HTTP/2 it finds in the frames (RFC 9113, 4.1) whether the client
 * owes the rest of a header block, or of any frame but DATA, for which there is a body timeout. Over HTTP/1
 * {@link HttpFramingDecoder} starts and stops the timeout, and this is in no pipeline. For the connection's event loop.
 */
final class RequestHeadersTimeoutHandler extends ChannelInboundHandlerAdapter {
    private static final int PREFACE_BYTES = 24;

    private final Channel channel;
    private final Duration timeout;
    private @Nullable ScheduledFuture<?> timer;
    private final byte[] header = new byte[Http2CodecUtil.FRAME_HEADER_LENGTH];
    private int headerBytes;
    private int toSkip = PREFACE_BYTES;
    private boolean isData;
    private boolean isInBlock;

    /** Whether a header block has begun: until then the timeout that started at the accept runs on. */
    private boolean hasRequest;

    private boolean isHttp2;

    RequestHeadersTimeoutHandler(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** Starts the timeout unless it runs: the gateway awaits a head, or the rest of one. */
    void start() {
        if (timer == null) {
            timer = channel.eventLoop().schedule(this::close, timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Stops the timeout: the head is complete, or the connection has ended. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** While the gateway reads nothing, since the connection has requests enough, the rest of a head may have come. */
    private void close() {
        timer = null;
        if (!channel.config().isAutoRead()) {
            start();
            return;
        }
        ChannelFuture unused = channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isHttp2 || isHttp2(context)) {
            isHttp2 = true;
            read((ByteBuf) message);
        } else {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    private static boolean isHttp2(ChannelHandlerContext context) {
        return "h2".equals(context.pipeline().get(SslHandler.class).applicationProtocol());
    }

    private void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, end - at);
                toSkip -= skipped;
                at += skipped;
            } else {
                header[headerBytes++] = bytes.getByte(at++);
                if (headerBytes == header.length) {
                    readHeader();
                }
            }
            if (hasRequest && !isIncomplete()) {
                stop();
            }
        }
        if (isIncomplete()) {
            start();
        }
    }

    private boolean isIncomplete() {
        return isInBlock || headerBytes > 0 || (toSkip > 0 && !isData);
    }

    private void readHeader() {
        headerBytes = 0;
        toSkip = (header[0] & 0xFF) << 16 | (header[1] & 0xFF) << 8 | (header[2] & 0xFF);
        int type = header[3];
        isData = type == Http2FrameTypes.DATA;
        if (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION) {
            isInBlock = !new Http2Flags(header[4]).endOfHeaders();
            hasRequest = true;
        }
    }
}

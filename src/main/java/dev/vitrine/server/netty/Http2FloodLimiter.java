package dev.vitrine.server.netty;

import dev.vitrine.config.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;

/**
 * Limits what Netty's HTTP/2 codec does not: frames that ask for nothing and yet cost the gateway work or an acknowledgement
 * (CVE-2019-9512, CVE-2019-9515), so many within 30 s, and the headers of {@link Http2HeadersCheck}. Stands between Netty's
 * frame reader and Vert.x's connection. Limits of resets, streams, CONTINUATION frames and header sizes are server options.
 */
final class Http2FloodLimiter extends Http2FrameListenerDecorator {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final Http2HeadersCheck check;
    private final int maxIdleFrames;
    private long windowStartNanos = System.nanoTime();
    private int idleFrames;

    Http2FloodLimiter(Http2FrameListener listener, ClientLimits limits) {
        super(listener);
        this.check = new Http2HeadersCheck(limits.maxHeaders());
        this.maxIdleFrames = limits.http2().maxIdleFrames();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean isLast)
            throws Http2Exception {
        check.check(stream, headers);
        super.onHeadersRead(context, stream, headers, padding, isLast);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean isExclusive,
            int padding,
            boolean isLast)
            throws Http2Exception {
        check.check(stream, headers);
        super.onHeadersRead(context, stream, headers, dependency, weight, isExclusive, padding, isLast);
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
        count();
        super.onPingRead(context, data);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        count();
        super.onSettingsRead(context, settings);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext context, int stream, int dependency, short weight, boolean isExclusive)
            throws Http2Exception {
        count();
        super.onPriorityRead(context, stream, dependency, weight, isExclusive);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        count();
        super.onUnknownFrame(context, type, stream, flags, payload);
    }

    private void count() throws Http2Exception {
        long now = System.nanoTime();
        if (now - windowStartNanos > WINDOW.toNanos()) {
            windowStartNanos = now;
            idleFrames = 0;
        }
        idleFrames++;
        if (idleFrames > maxIdleFrames) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "more than %d frames that ask for nothing", maxIdleFrames);
        }
    }
}

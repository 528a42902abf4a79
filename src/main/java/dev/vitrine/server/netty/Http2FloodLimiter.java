package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ClientLimits;
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
 * Limits what Netty's HTTP/2 codec does not: frames within 30 s that ask for nothing and yet cost the gateway work or an
 * acknowledgement (CVE-2019-9512, CVE-2019-9515), DATA frames with tiny parts of bodies, and the headers of
 * {@link Http2HeadersCheck}. Stands between Netty's frame reader and Vert.x's connection. Limits of resets, streams,
 * CONTINUATION frames and header sizes are server options.
 */
final class Http2FloodLimiter extends Http2FrameListenerDecorator {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    /**
     * Each part of a body takes a hundred bytes or more beside its own while the token of the request is being validated. Flow
     * control counts its own bytes only, so that parts of one byte would take a hundred times the window.
     */
    private static final int TINY_BYTES = 64;

    /** Some clients and proxies send a short body in a few parts; the last one of a body is not counted. */
    private static final int TINY_PARTS_OF_REQUEST = 8;

    private final Http2HeadersCheck check;
    private final int maxIdleFrames;
    private long windowStartNanos = System.nanoTime();
    private int idleFrames;
    private int tinyParts;

    Http2FloodLimiter(Http2FrameListener listener, ClientLimits limits) {
        super(listener);
        this.check = new Http2HeadersCheck(limits.maxHeaders());
        this.maxIdleFrames = limits.http2().maxIdleFrames();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean isLast)
            throws Http2Exception {
        onRequest();
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
        onRequest();
        check.check(stream, headers);
        super.onHeadersRead(context, stream, headers, dependency, weight, isExclusive, padding, isLast);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean isLast)
            throws Http2Exception {
        if (!isLast && data.readableBytes() < TINY_BYTES) {
            tinyParts++;
            check(tinyParts, "tiny parts of bodies");
        }
        return super.onDataRead(context, stream, data, padding, isLast);
    }

    private void onRequest() {
        tinyParts = Math.max(tinyParts - TINY_PARTS_OF_REQUEST, 0);
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
        check(idleFrames, "frames that ask for nothing");
    }

    private void check(int number, String what) throws Http2Exception {
        if (number > maxIdleFrames) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "more than %d %s", maxIdleFrames, what);
        }
    }
}

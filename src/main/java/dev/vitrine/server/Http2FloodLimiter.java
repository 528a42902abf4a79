package dev.vitrine.server;

import dev.vitrine.config.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the platform takes from clients of HTTP/2: frames that cost us an answer and the client nothing, as many as
 * it likes (CVE-2019-9512, CVE-2019-9515), headers in any number, several Host headers, of which the platform shows none,
 * and what is no path or no scheme (RFC 9113, 8.3.1). Stands between the platform's reader of frames and its connection.
 */
final class Http2FloodLimiter extends Http2FrameListenerDecorator {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final FlowWatch flow;
    private final int maxHeaders;
    private final int maxIdleFrames;
    private long sinceNanos = System.nanoTime();
    private int idleFrames;

    Http2FloodLimiter(Http2FrameListener listener, FlowWatch flow, ClientLimits limits) {
        super(listener);
        this.flow = flow;
        this.maxHeaders = limits.maxHeaders();
        this.maxIdleFrames = limits.http2().maxIdleFrames();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean isLast)
            throws Http2Exception {
        check(stream, headers);
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
        check(stream, headers);
        super.onHeadersRead(context, stream, headers, dependency, weight, isExclusive, padding, isLast);
    }

    private void check(int stream, Http2Headers headers) throws Http2Exception {
        if (headers.size() > maxHeaders) {
            // The platform answers this one with a 431.
            throw Http2Exception.headerListSizeError(
                    stream, Http2Error.PROTOCOL_ERROR, true, "more than %d headers", maxHeaders);
        }
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "several Host headers");
        }
        if (!isPath(headers.path()) || !isScheme(headers.scheme())) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "a path or a scheme that is none");
        }
    }

    /** What is not there is for the platform to judge: trailers and tunnels have none. */
    private static boolean isPath(@Nullable CharSequence path) {
        return path == null || (path.length() > 0 && path.charAt(0) == '/') || "*".contentEquals(path);
    }

    private static boolean isScheme(@Nullable CharSequence scheme) {
        return scheme == null || "https".contentEquals(scheme) || "http".contentEquals(scheme);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment) throws Http2Exception {
        super.onWindowUpdateRead(context, stream, increment);
        if (stream == Http2CodecUtil.CONNECTION_STREAM_ID) {
            flow.widened(increment);
        }
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
        if (now - sinceNanos > WITHIN.toNanos()) {
            sinceNanos = now;
            idleFrames = 0;
        }
        idleFrames++;
        if (idleFrames > maxIdleFrames) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "a flood of frames that ask for nothing");
        }
    }
}

package dev.vitrine.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslHandler;

/**
 * Looks on as the frames of HTTP/2 pass (RFC 9113, 4.1), and knows whether the client owes us the rest of something: of a
 * frame, or of a header block. Data may take its time: that of the body is looked after elsewhere.
 *
 * <p>Stands behind TLS from the beginning, and steps out if HTTP/1 was agreed on.
 */
final class FrameWatch extends ChannelInboundHandlerAdapter {
    private static final int PREFACE_BYTES = 24;

    private final ClientConnection visit;
    private final byte[] header = new byte[Http2CodecUtil.FRAME_HEADER_LENGTH];
    private int headerBytes;
    private int toSkip = PREFACE_BYTES;
    private boolean isData;
    private boolean isInBlock;

    /** Whether there was a request: until then, the time that began with the connection runs on. */
    private boolean hasRequest;

    private boolean isHttp2;

    FrameWatch(ClientConnection visit) {
        this.visit = visit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isHttp2 || isHttp2(context)) {
            isHttp2 = true;
            look((ByteBuf) message);
        } else {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    private static boolean isHttp2(ChannelHandlerContext context) {
        return "h2".equals(context.pipeline().get(SslHandler.class).applicationProtocol());
    }

    private void look(ByteBuf bytes) {
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
                    frame();
                }
            }
            if (hasRequest && !owes()) {
                visit.headEnds();
            }
        }
        if (owes()) {
            visit.headBegins();
        }
    }

    private boolean owes() {
        return isInBlock || headerBytes > 0 || (toSkip > 0 && !isData);
    }

    private void frame() {
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

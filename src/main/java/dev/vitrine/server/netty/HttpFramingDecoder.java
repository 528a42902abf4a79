package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes HTTP/1 requests like Netty, refuses those that {@link HttpFraming} refuses and those with too many headers, and
 * runs the timeout of {@link RequestHeadersTimeoutHandler}. After a refusal it reads nothing more of the connection.
 *
 * <p>It is a decoder, in the place of Vert.x's, and not a handler beside it: a handler before the decoder does not see where
 * a body ends and the next head begins, and one behind it does not see how a head was written.
 */
final class HttpFramingDecoder extends HttpRequestDecoder {
    private final RequestHeadersTimeoutHandler timeout;
    private final int maxHeaders;
    private boolean isInHead = true;
    private boolean isBroken;
    private boolean isAtLineStart;
    private boolean isFolded;
    private int headers;

    HttpFramingDecoder(ClientLimits limits, RequestHeadersTimeoutHandler timeout) {
        super(new HttpDecoderConfig()
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxInitialLineLength(limits.maxRequestLine()));
        this.timeout = timeout;
        this.maxHeaders = limits.maxHeaders();
    }

    /** Called again and again while there are bytes; a call reads one head at most, and nothing behind it. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (isBroken) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        int before = out.size();
        int from = bytes.readerIndex();
        super.decode(context, bytes, out);
        if (isInHead) {
            findFolds(bytes, from, bytes.readerIndex());
            readHead(out, before);
        }
        if (out.size() > before && out.get(out.size() - 1) instanceof LastHttpContent) {
            isInHead = true;
        }
    }

    /** Finds a line that begins with white space and so continues a header (RFC 9112, 5.2): servers read it differently. */
    private void findFolds(ByteBuf bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte first = bytes.getByte(at);
            isFolded |= isAtLineStart && (first == ' ' || first == '\t');
            int end = bytes.indexOf(at, to, (byte) '\n');
            isAtLineStart = end >= 0;
            at = isAtLineStart ? end + 1 : to;
        }
    }

    private void readHead(List<Object> out, int before) {
        if (out.size() > before && out.get(before) instanceof HttpRequest request) {
            boolean isTooLong = HttpFraming.isBodyTooLong(request);
            Exception fault = request.decoderResult().isSuccess() || isTooLong ? fault(request) : null;
            if (fault != null) {
                request.setDecoderResult(DecoderResult.failure(fault));
            } else if (isTooLong) {
                request.setDecoderResult(DecoderResult.failure(new HttpFraming.BodyTooLong()));
            }
            isBroken = request.decoderResult().isFailure();
            isInHead = false;
            isAtLineStart = false;
            isFolded = false;
            headers = 0;
            timeout.stop();
        } else {
            timeout.start();
        }
    }

    private @Nullable Exception fault(HttpRequest request) {
        if (headers > maxHeaders) {
            return new TooLongHttpHeaderException("more than " + maxHeaders + " headers");
        }
        return isFolded ? new IllegalArgumentException("folded header") : HttpFraming.fault(request);
    }

    /** Called for each header, and for each field of the trailers behind a body. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0) {
            throw new IllegalArgumentException("header without a name");
        }
        headers += isInHead ? 1 : 0;
        return super.splitHeaderName(line, start, length);
    }

    @Override
    protected HttpMessage createMessage(String[] words) {
        HttpFraming.checkVersion(words[2]);
        return new DefaultHttpRequest(
                HttpVersion.valueOf(words[2]), HttpMethod.valueOf(words[0]), words[1], newHeaders());
    }

    /** Returns headers that Vert.x reads without an adapter; should it make no such ones, Netty's. */
    private static HttpHeaders newHeaders() {
        MultiMap headers = io.vertx.core.http.HttpHeaders.headers();
        return headers instanceof HttpHeaders fast
                ? fast
                : DefaultHttpHeadersFactory.headersFactory().newHeaders();
    }

    /** Netty accepts tabs, lone CRs and several spaces between the words; other servers would find other words. */
    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        HttpFraming.checkRequestLine(line, start + length);
        return super.splitThirdWordInitialLine(line, start, length);
    }
}

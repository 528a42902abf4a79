package dev.vitrine.server;

import dev.vitrine.config.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The platform's reader of HTTP/1 requests, which also knows where a head begins and ends, and takes fewer forms of it.
 *
 * <p>The platform has no other place for that: what stands before its reader sees bytes without bounds, what stands behind
 * it sees no head until it is whole, and not how it was written.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final ClientConnection visit;
    private final int maxHeaders;
    private boolean isInHead = true;
    private boolean isBroken;
    private boolean endedLine;
    private boolean isFolded;
    private int headers;

    RequestDecoder(ClientLimits limits, ClientConnection visit) {
        super(new Http1ServerConfig()
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxInitialLineLength(limits.maxRequestLine()));
        this.visit = visit;
        this.maxHeaders = limits.maxHeaders();
    }

    /** Called for what there is to read, again and again; reads one head at the most, and nothing behind it. */
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
            lookForFolds(bytes, from, bytes.readerIndex());
            readHead(out, before);
        }
        if (out.size() > before && out.get(out.size() - 1) instanceof LastHttpContent) {
            isInHead = true;
        }
    }

    /** RFC 9112, 5.2: a line of a header that goes on the one before is read in one way here, in another there. */
    private void lookForFolds(ByteBuf bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte first = bytes.getByte(at);
            isFolded |= endedLine && (first == ' ' || first == '\t');
            int end = bytes.indexOf(at, to, (byte) '\n');
            endedLine = end >= 0;
            at = endedLine ? end + 1 : to;
        }
    }

    private void readHead(List<Object> out, int before) {
        if (out.size() > before && out.get(before) instanceof HttpRequest request) {
            Exception wrong = request.decoderResult().isSuccess() ? fault(request) : null;
            if (wrong != null) {
                request.setDecoderResult(DecoderResult.failure(wrong));
            }
            isBroken = request.decoderResult().isFailure();
            isInHead = false;
            endedLine = false;
            isFolded = false;
            headers = 0;
            visit.headEnds();
        } else {
            visit.headBegins();
        }
    }

    private @Nullable Exception fault(HttpRequest request) {
        return headers > maxHeaders
                ? new TooLongHttpHeaderException("more than " + maxHeaders + " headers")
                : isFolded ? new IllegalArgumentException("a header goes on in the next line") : Framing.fault(request);
    }

    /** Called for each header. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0) {
            throw new IllegalArgumentException("a header without a name");
        }
        headers++;
        return super.splitHeaderName(line, start, length);
    }

    @Override
    protected HttpMessage createMessage(String[] words) {
        Framing.checkVersion(words[2]);
        return super.createMessage(words);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (start != 0) {
            throw new IllegalArgumentException("space before a method");
        }
        Framing.checkSpace(line, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    /** The platform takes tabs, lone CRs and several spaces between the words; others would see other words. */
    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        Framing.checkTarget(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        Framing.checkSpace(line, start - 1);
        return super.splitThirdWordInitialLine(line, start, length);
    }
}

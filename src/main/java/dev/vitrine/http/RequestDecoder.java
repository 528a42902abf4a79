package dev.vitrine.http;

import dev.vitrine.config.ClientLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;

/**
 * The platform's reader of HTTP/1 requests, which also knows where a head begins and ends. The platform has no other place
 * for that: what stands before its reader sees bytes without bounds, what stands behind it sees no head until it is whole.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final Visit visit;
    private boolean isInHead = true;

    RequestDecoder(ClientLimits limits, Visit visit) {
        super(new Http1ServerConfig()
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxInitialLineLength(limits.maxRequestLine()));
        this.visit = visit;
    }

    /** Called for what there is to read, again and again; reads one head at the most, and nothing behind it. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(context, bytes, out);
        if (isInHead) {
            readHead(out, before);
        }
        if (out.size() > before && out.get(out.size() - 1) instanceof LastHttpContent) {
            isInHead = true;
        }
    }

    private void readHead(List<Object> out, int before) {
        if (out.size() > before && out.get(before) instanceof HttpRequest) {
            isInHead = false;
            visit.headEnds();
        } else {
            visit.headBegins();
        }
    }
}

package dev.vitrine.server.netty;

import dev.vitrine.server.proxy.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Reads the PROXY protocol's header at the beginning of a connection of a trusted proxy, before TLS and HTTP: from then on the
 * connection is that of the client which the header names. Without a valid header the gateway closes the connection, and reads
 * nothing more of it. The time for the header is part of that for the first request's head.
 *
 * <p>Vert.x reads the header, too; it does so for every peer, and before the limits of connections hold. For the connection's
 * event loop.
 */
final class ProxyProtocolDecoder extends ByteToMessageDecoder {
    private final ClientConnection client;
    private boolean isRefused;

    ProxyProtocolDecoder(ClientConnection client) {
        this.client = client;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        ProxyHeader header = isRefused ? new ProxyHeader.Malformed() : ProxyHeader.read(bytes.nioBuffer());
        if (header instanceof ProxyHeader.Incomplete) {
            return;
        }
        if (header instanceof ProxyHeader.Complete complete
                && (complete.source() == null || client.tryBecome(complete.source()))) {
            bytes.skipBytes(complete.bytes());
            // Passes on what it has read behind the header.
            context.pipeline().remove(this);
        } else {
            if (header instanceof ProxyHeader.Malformed && !isRefused) {
                client.refuse();
            }
            isRefused = true;
            bytes.skipBytes(bytes.readableBytes());
            ChannelFuture unused = context.close();
        }
    }
}
